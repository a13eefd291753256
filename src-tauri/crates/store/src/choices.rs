//! What a campaign or a schedule can be about, as it stands on file with counts: recalls, and the words of the traffic
//! log.

use domain::ids::StoreId;

use crate::{
    Db, StoreError,
    columns::{Columns, rows},
};

/// A word of the store's own with how many have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub word: String,
    pub many: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecallChoice {
    /// The maker's word for it.
    pub campaign: String,
    pub title: Option<String>,
    /// Vehicles on which it is open.
    pub open: u32,
}

/// Recalls that are open on a vehicle, the most frequent first.
pub fn recalls(db: &Db<'_>, store: StoreId) -> Result<Vec<RecallChoice>, StoreError> {
    rows(
        db.0,
        "SELECT trim(campaign) AS campaign, max(title) AS title, count(*) AS open FROM recall
         WHERE store_id = ?1 AND is_open = 1 AND trim(ifnull(campaign, '')) <> ''
         GROUP BY lower(trim(campaign)) ORDER BY open DESC, campaign",
        [store.0],
        |r| Ok(RecallChoice { campaign: r.value("campaign")?, title: r.value("title")?, open: r.value("open")? }),
    )
}

/// What an entry of the traffic log is filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrafficWord {
    Status,
    TrafficType,
    LostReason,
}

/// The store's own words, compared without regard to case, the most frequent first.
pub fn traffic_words(db: &Db<'_>, store: StoreId, word: TrafficWord) -> Result<Vec<Counted>, StoreError> {
    let column = match word {
        TrafficWord::Status => "status",
        TrafficWord::TrafficType => "traffic_type",
        TrafficWord::LostReason => "lost_reason",
    };
    let sql = format!(
        "SELECT trim({column}) AS word, count(*) AS many FROM traffic_entry
         WHERE store_id = ?1 AND trim(ifnull({column}, '')) <> ''
         GROUP BY lower(trim({column})) ORDER BY many DESC, word"
    );
    rows(db.0, &sql, [store.0], |r| Ok(Counted { word: r.value("word")?, many: r.value("many")? }))
}
