//! Runs under a person's hand: started, paused, stopped, counted, settled; and the screen that is open all day.

mod agents;
mod counting;
mod decisions;
mod steering;
mod test_drops;
mod today;

use app::dto::runs::Lane;
use domain::ids::{CampaignId, RunId};
use serde_json::{Value, json};

use crate::world::{Folder, Program, people};

pub fn of(run: RunId) -> Value {
    json!({ "run": run })
}

/// A practice file with so many customers who are due.
pub async fn with_crowd(folder: &Folder, speed: f64, many: usize) -> Program {
    let program = Program::own_file(folder, speed).await;
    program.take_in(&people::crowd(many));
    program
}

/// An active campaign whose day is today.
pub async fn campaign(program: &Program, name: &str, count: u32) -> CampaignId {
    let message = program.message().await;
    program.campaign(&people::spec(name, message, count)).await
}

/// The lane of a run once it is as it should be.
pub async fn lane(program: &Program, run: RunId, is: impl Fn(&Lane) -> bool) -> Lane {
    program
        .until("the lane", async |program| {
            program.today().await.lanes.into_iter().find(|lane| lane.run == run).filter(&is)
        })
        .await
}
