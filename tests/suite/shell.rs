//! The shell's own small parts.

use app::events::{Topic, WindowEvent};
use clap::{CommandFactory, Parser};
use serde_json::json;
use tokio::sync::broadcast;
use voicedrops::{
    cli::{Cli, Job, StandIn},
    desk, events,
    settings::{ColorScheme, Settings},
};

fn parse(words: &str) -> Result<Cli, String> {
    Cli::try_parse_from(words.split(' ')).map_err(|error| error.to_string())
}

#[test]
fn the_command_line_holds_together() {
    Cli::command().debug_assert();
}

#[test]
fn without_a_job_the_window_opens() {
    let cli = parse("voicedrops --data-dir /data --practice-clock 2026-12-01T10:00:00-05:00,60").unwrap();
    assert!(cli.job.is_none());
    assert_eq!(cli.place.data_dir.unwrap().to_str(), Some("/data"));
    let clock = cli.place.practice_clock.unwrap();
    assert_eq!((clock.start.to_rfc3339().as_str(), clock.speed), ("2026-12-01T15:00:00+00:00", 60.0));
}

#[test]
fn the_folder_can_be_named_before_and_after_the_job() {
    for words in ["voicedrops --data-dir /data headless", "voicedrops headless --data-dir /data"] {
        assert_eq!(parse(words).unwrap().place.data_dir.unwrap().to_str(), Some("/data"), "{words}");
    }
}

#[test]
fn a_practice_clock_that_is_none_is_refused_in_words() {
    for clock in ["noon", "2026-12-01", "2026-12-01T10:00:00Z,0", "2026-12-01T10:00:00Z,-1", "2026-12-01T10:00:00Z,NaN"]
    {
        let why = parse(&format!("voicedrops --practice-clock {clock}")).unwrap_err();
        assert!(why.contains("is no instant") || why.contains("is no speed"), "{why}");
    }
}

#[test]
fn a_demo_knows_every_word_of_its_line() {
    let words = "voicedrops demo --json --data-dir /d --customers 5000 --drops 100 --runs 5 --speed 200 --seed 7";
    let cli = parse(words).unwrap();
    let Some(Job::Demo(demo)) = cli.job else { panic!("another job") };
    assert!(cli.place.json);
    assert_eq!((demo.customers, demo.drops, demo.runs, demo.speed, demo.seed), (5000, 100, 5, 200.0, 7));
    assert!(parse("voicedrops demo --stratics http://127.0.0.1:1").unwrap_err().contains("--key"));
}

#[test]
fn a_stand_in_listens_on_this_machine_only() {
    let cli = parse("voicedrops stand-in stratics --listen 127.0.0.1:8443 --key k --ports 3").unwrap();
    let Some(Job::StandIn { provider: StandIn::Stratics { listen, ports, .. } }) = cli.job else { panic!() };
    assert_eq!((listen.port(), ports), (8443, 3));
    let why = parse("voicedrops stand-in stratics --listen 0.0.0.0:8443 --key k").unwrap_err();
    assert!(why.contains("this machine only"), "{why}");
}

#[tokio::test]
async fn changes_close_together_reach_the_window_as_one() {
    let (sender, heard) = broadcast::channel(8);
    for changed in [vec![Topic::Runs], vec![Topic::Runs, Topic::Customers], vec![Topic::Runs]] {
        sender.send(WindowEvent { changed }).unwrap();
    }
    drop(sender);
    assert_eq!(forwarded(heard).await, [WindowEvent { changed: vec![Topic::Runs, Topic::Customers] }]);
}

#[tokio::test]
async fn a_window_that_missed_changes_asks_for_everything_again() {
    let (sender, heard) = broadcast::channel(1);
    for _ in 0..3 {
        sender.send(WindowEvent { changed: vec![Topic::Recycle] }).unwrap();
    }
    drop(sender);
    let told = forwarded(heard).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].changed, Topic::ALL);
}

async fn forwarded(heard: broadcast::Receiver<WindowEvent>) -> Vec<WindowEvent> {
    let mut told = Vec::new();
    events::forward(heard, |event| told.push(event)).await;
    told
}

#[test]
fn a_file_name_from_the_window_is_never_a_path() {
    for (wanted, name) in [
        ("Report 7.csv", "Report 7.csv"),
        ("../../.bashrc", "bashrc"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("a<b>|c\u{7}.csv", "abc.csv"),
        ("..", "voice-drops"),
        ("", "voice-drops"),
    ] {
        assert_eq!(desk::plain_file_name(wanted), name, "{wanted}");
    }
    assert!(desk::plain_file_name(&"x".repeat(5000)).len() <= 120);
}

#[test]
fn a_request_of_the_window_that_is_not_understood_is_not_repeated() {
    const SECRET: &str = "the secret sentence";
    for (name, act) in desk::Act::ALL {
        let mut request = json!({ "settings": {}, "title": "t", "extensions": [], "list": {}, "format": "csv" });
        for field in ["settings", "title", "list"] {
            request[field] = json!([SECRET]);
        }
        for request in [request, json!({ SECRET: 1 }), json!(SECRET), json!([SECRET])] {
            let error = desk::Asked::read(act, request).unwrap_err();
            assert_eq!(error.code, "command.bad_request", "{name}");
            assert!(!error.message.contains(SECRET) && error.message.ends_with('.'), "{name}: {}", error.message);
        }
    }
    assert!(desk::Asked::read(desk::Act::Print, json!({})).is_ok());
}

#[test]
fn settings_of_an_older_program_are_completed_with_defaults() {
    let settings: Settings = serde_json::from_value(json!({ "color_scheme": "dark", "gone": 1 })).unwrap();
    assert_eq!(settings, Settings { color_scheme: ColorScheme::Dark, ..Settings::default() });
    assert!(!settings.seen_tray_notice && settings.first_day_tips);
}
