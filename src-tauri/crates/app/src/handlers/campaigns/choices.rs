//! What a campaign or a schedule can be about, as it stands on file.

use std::sync::Arc;

use store::choices::{self, Counted, TrafficWord};

use crate::{
    dto::{
        Nothing,
        campaigns::{CampaignChoices, CountedWord, FetchCampaignChoice, FetchQueryChoice, RecallDto},
    },
    error::CommandError,
    house::{Caller, House},
};

pub async fn choices(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<CampaignChoices, CommandError> {
    let today = house.today()?;
    let store = house.store_id;
    house.store.read(|db| {
        let recall =
            |of: choices::RecallChoice| RecallDto { campaign: of.campaign, title: of.title, vehicles: of.open };
        let fetch_campaign = |of: choices::FetchCampaignChoice| FetchCampaignChoice {
            id: of.id,
            name: of.name,
            expires_on: of.expires_on,
            customers: of.open,
        };
        let words = |word| Ok::<_, CommandError>(counted(choices::traffic_words(db, store, word)?));
        Ok(CampaignChoices {
            recalls: choices::recalls(db, store)?.into_iter().map(recall).collect(),
            statuses: words(TrafficWord::Status)?,
            traffic_types: words(TrafficWord::TrafficType)?,
            lost_reasons: words(TrafficWord::LostReason)?,
            fetch_campaigns: choices::fetch_campaigns(db, store, today)?.into_iter().map(fetch_campaign).collect(),
            fetch_queries: choices::fetch_queries(db, store)?
                .into_iter()
                .map(|(id, name)| FetchQueryChoice { id, name })
                .collect(),
        })
    })
}

fn counted(words: Vec<Counted>) -> Vec<CountedWord> {
    words.into_iter().map(|of| CountedWord { word: of.word, entries: of.many }).collect()
}
