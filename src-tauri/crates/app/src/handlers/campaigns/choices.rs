//! What a campaign or a schedule can be about, as it stands on file.

use std::sync::Arc;

use store::{
    choices::{self, Counted, TrafficWord},
    fetch::{campaigns as fetch_campaigns, saved},
};

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
        let offers = |of: &fetch_campaigns::FetchCampaign| of.ended_at.is_none() && today <= of.expires_on;
        let fetch_campaign = |of: fetch_campaigns::FetchCampaign| FetchCampaignChoice {
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
            fetch_campaigns: fetch_campaigns::list(db, store)?.into_iter().filter(offers).map(fetch_campaign).collect(),
            fetch_queries: saved::list(db, store)?
                .into_iter()
                .map(|query| FetchQueryChoice { id: query.id, name: query.name })
                .collect(),
        })
    })
}

fn counted(words: Vec<Counted>) -> Vec<CountedWord> {
    words.into_iter().map(|of| CountedWord { word: of.word, entries: of.many }).collect()
}
