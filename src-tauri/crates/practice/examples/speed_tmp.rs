fn main() {
    let file = store::Store::in_memory().unwrap();
    let now = "2026-11-24T15:00:00Z".parse().unwrap();
    let t = std::time::Instant::now();
    file.write(|db| {
        store::stores::save(db, &practice::sample::store_row(now)?, now)?;
        practice::sample::fill(db, domain::ids::StoreId(1), &practice::sample::Plan { customers: 20_000, seed: 1 }, now)
    }).unwrap();
    println!("20000: {:?}", t.elapsed());
    let t = std::time::Instant::now();
    file.write(|db| (1..=20_000).try_for_each(|i| store::search_text::rebuild(db, domain::ids::CustomerId(i)))).unwrap();
    println!("rebuild again: {:?}", t.elapsed());
    let zone = domain::zone::Zone::parse("America/Toronto").unwrap();
    let t = std::time::Instant::now();
    let on: chrono::NaiveDate = "2026-11-24".parse().unwrap();
    for _ in 0..20_000 { std::hint::black_box(zone.start_at(on, chrono::NaiveTime::MIN)); }
    println!("20000 start_at: {:?}", t.elapsed());
}
