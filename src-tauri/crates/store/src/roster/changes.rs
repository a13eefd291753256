//! Which customers a transaction touched, told by triggers of the writer's own connection: whatever function changes a
//! row that the rules look at, none can forget to say so. They write nothing, so a roll-back leaves nothing behind.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::facts::MatterSource;
use rusqlite::{Connection, functions::FunctionFlags};

use crate::StoreError;

/// More than these in one transaction are not told apart any more: an import. The roster is read anew after it, and until
/// then the rows answer, so that telling each costs time and memory for nothing.
pub const TOLD_MAX: usize = 40_000;

/// Whom the transaction under way touched.
#[derive(Clone, Default)]
pub struct Touched(Arc<Mutex<Whom>>);

/// Some of them several times.
enum Whom {
    These(Vec<i64>),
    Many,
    /// Many, and the triggers are gone until the commit.
    ManyUnheard,
}

impl Default for Whom {
    fn default() -> Self {
        Self::These(vec![])
    }
}

impl Touched {
    fn lock(&self) -> MutexGuard<'_, Whom> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, id: i64) {
        let mut whom = self.lock();
        let Whom::These(ids) = &mut *whom else { return };
        // One statement often touches the same one again and again.
        if ids.last() == Some(&id) {
            return;
        }
        ids.push(id);
        if ids.len() > 2 * TOLD_MAX {
            ids.sort_unstable();
            ids.dedup();
            if ids.len() > TOLD_MAX {
                *whom = Whom::Many;
            }
        }
    }

    /// Each once, in ascending order; `None`: so many that they were not told apart.
    pub fn ids(&self) -> Option<Vec<i64>> {
        match &mut *self.lock() {
            Whom::Many | Whom::ManyUnheard => None,
            Whom::These(ids) => {
                ids.sort_unstable();
                ids.dedup();
                Some(ids.clone())
            }
        }
    }

    /// Whether it still matters who is touched.
    fn listens(&self) -> bool {
        matches!(*self.lock(), Whom::These(_))
    }

    /// The transaction under way touches more than are told apart.
    pub fn too_many(&self) {
        let mut whom = self.lock();
        if matches!(*whom, Whom::These(_)) {
            *whom = Whom::Many;
        }
    }

    /// Takes the triggers of a transaction of very many away: they tell nothing more, but every statement that has one
    /// keeps a journal of its own to undo itself. A roll-back brings them back, and [`Touched::hear_again`] before a commit.
    pub fn hear_no_more(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut whom = self.lock();
        if matches!(*whom, Whom::Many) {
            connection.execute_batch(&without_triggers())?;
            *whom = Whom::ManyUnheard;
        }
        Ok(())
    }

    /// Puts the triggers back that were taken away.
    pub fn hear_again(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut whom = self.lock();
        if matches!(*whom, Whom::ManyUnheard) {
            connection.execute_batch(&triggers())?;
            *whom = Whom::Many;
        }
        Ok(())
    }

    pub fn clear(&self) {
        *self.lock() = Whom::default();
    }
}

/// Lets a connection say what its statements touch.
pub fn watch(connection: &Connection, touched: &Touched) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
    let to = touched.clone();
    connection.create_scalar_function("roster_touch", 1, flags, move |context| {
        if let Some(id) = context.get::<Option<i64>>(0)? {
            to.add(id);
        }
        Ok(0)
    })?;
    let of = touched.clone();
    connection.create_scalar_function("roster_listens", 0, flags, move |_| Ok(of.listens()))?;
    connection.execute_batch(&triggers())?;
    Ok(())
}

/// Repair orders open and close for few vehicles of a file; asking every table for each of the others would cost more than
/// the file's own rows.
const OPEN_ORDER: &str = "
    CREATE TEMP TRIGGER IF NOT EXISTS roster_open_order AFTER UPDATE OF has_open_repair_order ON main.vehicle
    WHEN roster_listens() AND OLD.has_open_repair_order <> NEW.has_open_repair_order
    BEGIN SELECT roster_touch(customer_id) FROM matter_of WHERE vehicle_id = NEW.id; END;
";

/// What `says` makes for a table is what a row of it, old or new, concerns.
type Says<'a> = &'a dyn Fn(&str) -> Vec<String>;

/// Rows of each event that a trigger sees.
const EVENTS: [(&str, &[&str]); 3] = [("INSERT", &["NEW"]), ("DELETE", &["OLD"]), ("UPDATE", &["OLD", "NEW"])];

fn triggers() -> String {
    let mut sql = OPEN_ORDER.to_owned();
    each_table(&mut |table, says| {
        for (event, rows) in EVENTS {
            let said: String = rows.iter().flat_map(|row| says(row)).map(|select| format!("{select}; ")).collect();
            sql += &format!(
                "CREATE TEMP TRIGGER IF NOT EXISTS roster_{table}_{event} AFTER {event} ON main.{table}
                 WHEN roster_listens() BEGIN {said} END;\n"
            );
        }
    });
    sql
}

fn without_triggers() -> String {
    let mut sql = "DROP TRIGGER IF EXISTS temp.roster_open_order;\n".to_owned();
    each_table(&mut |table, _| {
        for (event, _) in EVENTS {
            sql += &format!("DROP TRIGGER IF EXISTS temp.roster_{table}_{event};\n");
        }
    });
    sql
}

/// Every table that the facts are read from, with the customers whom a row concerns.
fn each_table(on: &mut dyn FnMut(&str, Says<'_>)) {
    let bearers = |number: &str| format!("SELECT roster_touch(customer_id) FROM phone WHERE e164 = {number}");
    // A deal counts for every file with one of the same numbers.
    let sharers = |id: &str| {
        format!(
            "SELECT roster_touch(o.customer_id) FROM phone p JOIN phone o ON o.e164 = p.e164 WHERE p.customer_id = {id}"
        )
    };
    // What holds for a VIN holds for whoever's appointment or order names it.
    let naming =
        |row: &str| format!("SELECT roster_touch(customer_id) FROM matter_of WHERE vehicle_id = {row}.vehicle_id");
    on("customer", &|row| vec![format!("SELECT roster_touch({row}.id)")]);
    on("phone", &|row| {
        vec![
            format!("SELECT roster_touch({row}.customer_id)"),
            bearers(&format!("{row}.e164")),
            // Whoever shares a number shares its deals.
            sharers(&format!("{row}.customer_id")),
        ]
    });
    on("number", &|row| vec![bearers(&format!("{row}.e164"))]);
    on("attempt", &|row| vec![format!("SELECT roster_touch({row}.customer_id)"), bearers(&format!("{row}.e164"))]);
    on("store_line", &|row| vec![bearers(&format!("{row}.e164"))]);
    on("department", &|row| vec![bearers(&format!("{row}.caller_id")), bearers(&format!("{row}.call_back_number"))]);
    on("store", &|row| vec![bearers(&format!("{row}.opt_out_number"))]);
    for table in ["vehicle", "vehicle_moved", "recycle", "reservation"] {
        on(table, &|row| vec![format!("SELECT roster_touch({row}.customer_id)")]);
    }
    on("turn_off", &|row| {
        vec![format!("SELECT roster_touch(customer_id) FROM vehicle WHERE id = {row}.vehicle_id"), naming(row)]
    });
    for source in MatterSource::ALL {
        let shares = *source == MatterSource::Deal;
        on(source.word(), &|row| {
            let mut says = vec![format!("SELECT roster_touch({row}.customer_id)")];
            says.extend(shares.then(|| sharers(&format!("{row}.customer_id"))));
            says
        });
    }
}
