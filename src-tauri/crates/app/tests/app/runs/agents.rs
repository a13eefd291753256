//! A run and the agents of Call Select, side by side (S3).

use app::dto::call_select::{CallSelectPage, CallSelectTaken, Holder};
use domain::{ids::CustomerId, states::RunState};
use serde_json::{Value, json};

use super::{campaign, lane, of, with_crowd};
use crate::world::{Folder, people};

/// Everybody who is due for Maintenance.
fn ask() -> Value {
    json!({ "contact_type": "maintenance", "subtypes": [], "recalls": [], "fetch_campaigns": [], "language": "any",
        "day": "all", "customer_type": "all", "city": null, "sort": "ro_newest" })
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_an_agent_cannot_take_a_reserved_customer_and_gets_them_back_after_a_stop() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 4).await;
    let campaign = campaign(&program, "Tires", 3).await;
    let run = program.run_now(campaign).await;
    lane(&program, run, |lane| lane.in_flight.is_some()).await;
    let list =
        async || -> CallSelectPage { program.ask("call_select_list", json!({ "ask": ask(), "offset": 0 })).await };
    let shown = list().await;
    assert_eq!((shown.total, shown.held, shown.free), (4, 3, 1));
    let held: Vec<CustomerId> =
        shown.rows.iter().filter(|row| matches!(row.holder, Holder::Run { .. })).map(|row| row.customer).collect();
    let take = async || -> CallSelectTaken {
        let what = json!({ "kind": "these", "customers": held });
        program.ask("call_select_take", json!({ "ask": ask(), "what": what })).await
    };
    let refused = take().await;
    assert!(refused.taken.is_empty() && refused.refused.len() == 3);
    assert!(refused.refused.iter().all(|one| one.why.starts_with("The run of Tires holds")), "{:?}", refused.refused);

    program.call("run_stop", of(run)).await.unwrap();
    lane(&program, run, |lane| lane.state == RunState::Ending).await;
    // The drop in flight finishes; the others are free at once.
    let taken = take().await;
    assert_eq!((taken.taken.len(), taken.refused.len()), (2, 1));
    let shown = list().await;
    assert_eq!((shown.held, shown.taken, shown.free), (1, 2, 1));

    // A further run of the day passes those by whom the agent has.
    let next = program.campaign(&people::spec("Again", program.message().await, 4)).await;
    let again = program.run_now(next).await;
    let lane = lane(&program, again, |lane| lane.in_flight.is_some()).await;
    assert_eq!(lane.counts.held_or_sent(), 1, "one held by the run before, two taken");
}
