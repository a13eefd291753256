//! Leads in ADF 1.0 (Auto-lead Data Format), the XML in which the trade passes them on, as a table like any other.
//!
//! Files in the wild keep few of the format's rules: two declarations, tags that never close, a lone `&`, the whole name
//! in one field, dates as each provider likes them. Whatever can be read is read; a lead is never refused for a part that
//! is missing. Only a file in which there is no prospect at all is no ADF.

mod date;

use csv::StringRecord;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::{
    Encoding, IntakeError, Table,
    table::{Builder, TableFormat},
};

/// Deeper than any ADF; a file that only opens tags stops here.
const DEPTH_MAX: usize = 64;
/// Columns by the names that the mapping of the traffic log knows.
const HEADER: [&str; 20] = [
    "Lead ID",
    "Request Date",
    "Status",
    "Lead Type",
    "Lead Source",
    "First Name",
    "Last Name",
    "Full Name",
    "Company",
    "Cell Phone",
    "Home Phone",
    "Work Phone",
    "E-mail",
    "Address",
    "City",
    "Prov/State",
    "Postal/Zip",
    "VIN",
    "Interested In",
    "Comments",
];

/// Whether a text is meant as ADF, well-formed or not.
pub(crate) fn is_adf(start: &str) -> bool {
    let start = start.trim_start_matches('\u{FEFF}').trim_start();
    start.starts_with('<') && ["<adf", "<?adf", "<prospect"].iter().any(|tag| holds_tag(start, tag))
}

fn holds_tag(text: &str, tag: &str) -> bool {
    text.as_bytes().windows(tag.len()).any(|window| window.eq_ignore_ascii_case(tag.as_bytes()))
}

/// One row per prospect.
///
/// # Errors
/// [`IntakeError::NotAdf`] if there is none.
pub(crate) fn read_adf(text: &str, encoding: Encoding) -> Result<Table, IntakeError> {
    let prospects = prospects(text);
    if prospects.is_empty() {
        return Err(IntakeError::NotAdf);
    }
    let mut table = Builder::default();
    table.add(0, &StringRecord::from(HEADER.to_vec()))?;
    for prospect in &prospects {
        table.add(prospect.line, &row(prospect))?;
    }
    table.finish(TableFormat::Adf { encoding })
}

/// An element with what is in it.
#[derive(Debug, Default)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
    line: u32,
}

impl Node {
    fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// Whether an attribute says this word, however it is written.
    fn says(&self, attribute: &str, word: &str) -> bool {
        self.attribute(attribute).eq_ignore_ascii_case(word)
    }

    /// Every element of this name below, at any depth: providers put contact and address where they like.
    fn all<'a>(&'a self, name: &'a str) -> Box<dyn Iterator<Item = &'a Node> + 'a> {
        let below = move |child: &'a Node| {
            let own = (child.name == name).then_some(child);
            own.into_iter().chain(child.all(name))
        };
        Box::new(self.children.iter().flat_map(below))
    }

    fn first(&self, name: &str) -> Option<&Node> {
        self.children.iter().find_map(|child| if child.name == name { Some(child) } else { child.first(name) })
    }

    fn text_of(&self, name: &str) -> String {
        let texts = self.children.iter().filter(|child| child.name == name).map(Node::tidy);
        let deeper = || self.first(name).map(Node::tidy);
        texts.into_iter().find(|text| !text.is_empty()).or_else(deeper).unwrap_or_default()
    }

    /// Its own text without line breaks and doubled blanks.
    fn tidy(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Reads as far as the text can be read at all; whatever is still open then is closed.
fn prospects(text: &str) -> Vec<Node> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut tree = Tree::default();
    let (mut line, mut counted) = (1, 0);
    loop {
        let at = (reader.buffer_position() as usize).min(text.len());
        line += text.as_bytes()[counted..at].iter().filter(|byte| **byte == b'\n').count() as u32;
        counted = at;
        match reader.read_event() {
            Ok(Event::Start(tag)) => tree.open(&tag, line),
            Ok(Event::Empty(tag)) => {
                tree.open(&tag, line);
                tree.close(&tag.local_name().as_ref().to_lowercase());
            }
            Ok(Event::End(tag)) => tree.close(&tag.local_name().as_ref().to_lowercase()),
            Ok(Event::Text(text)) => tree.text(&text.xml10_content()),
            Ok(Event::CData(text)) => tree.text(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                Ok(Some(letter)) => tree.text(&letter.to_string()),
                Ok(None) | Err(_) => tree.text(&entity(&name.xml10_content())),
            },
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
            Ok(Event::Eof) | Err(_) => break,
        }
    }
    tree.prospects()
}

/// The text that an entity stands for; one that is not known stays as it is written.
fn entity(name: &str) -> String {
    let known = match name {
        "nbsp" => " ",
        "eacute" => "é",
        "egrave" => "è",
        "agrave" => "à",
        "ccedil" => "ç",
        "rsquo" | "lsquo" => "’",
        "ndash" | "mdash" => "–",
        name => match quick_xml::escape::resolve_predefined_entity(name) {
            Some(text) => text,
            None => return format!("&{name};"),
        },
    };
    known.to_owned()
}

/// The elements that are open, and the prospects that were found.
#[derive(Default)]
struct Tree {
    open: Vec<Node>,
    found: Vec<Node>,
}

impl Tree {
    fn open(&mut self, tag: &BytesStart<'_>, line: u32) {
        let name = tag.local_name().as_ref().to_lowercase();
        // Prospects do not lie in each other: the one before was not closed.
        if name == "prospect" {
            self.close("prospect");
        }
        let mut attributes = tag.attributes();
        let attributes = attributes.with_checks(false).flatten().map(|attribute| {
            let value = quick_xml::escape::unescape(&attribute.value).unwrap_or(attribute.value.clone());
            (attribute.key.local_name().as_ref().to_lowercase(), value.into_owned())
        });
        let node = Node { name, attributes: attributes.collect(), line, ..Node::default() };
        if self.open.len() < DEPTH_MAX {
            self.open.push(node);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(node) = self.open.last_mut() {
            node.text.push_str(text);
        }
    }

    /// Closes the innermost element of this name, and with it whatever was left open inside.
    fn close(&mut self, name: &str) {
        let Some(place) = self.open.iter().rposition(|node| node.name == name) else { return };
        while self.open.len() > place {
            self.close_innermost();
        }
    }

    fn close_innermost(&mut self) {
        let Some(node) = self.open.pop() else { return };
        if node.name == "prospect" {
            self.found.push(node);
        } else if let Some(parent) = self.open.last_mut() {
            parent.children.push(node);
        }
    }

    fn prospects(mut self) -> Vec<Node> {
        while !self.open.is_empty() {
            self.close_innermost();
        }
        // A tag of this name with nothing in it is no lead.
        self.found.retain(|prospect| !prospect.children.is_empty());
        self.found
    }
}

fn row(prospect: &Node) -> StringRecord {
    let nobody = Node::default();
    let customer = prospect.first("customer").unwrap_or(&nobody);
    let phones = Phones::of(customer);
    let name = Name::of(customer);
    let street: Vec<String> = customer.all("street").chain(customer.all("apartment")).map(Node::tidy).collect();
    let street: Vec<&str> = street.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
    let status = prospect.attribute("status");
    StringRecord::from(vec![
        lead_id(prospect),
        date::iso(&prospect.text_of("requestdate")).unwrap_or_default(),
        if status.is_empty() { "new".to_owned() } else { status.to_owned() },
        "Internet".to_owned(),
        lead_source(prospect),
        name.first,
        name.last,
        name.full,
        name.company,
        phones.cell,
        phones.home,
        phones.work,
        customer.text_of("email"),
        street.join(", "),
        customer.text_of("city"),
        customer.text_of("regioncode"),
        customer.text_of("postalcode"),
        own_vin(prospect),
        interest(prospect),
        comments(prospect),
    ])
}

/// The provider's number of the lead; two providers may count alike.
fn lead_id(prospect: &Node) -> String {
    let ids = prospect.children.iter().filter(|child| child.name == "id");
    let Some(id) = ids.into_iter().find(|id| !id.tidy().is_empty()) else { return String::new() };
    match id.attribute("source") {
        "" => id.tidy(),
        source => format!("{source}:{}", id.tidy()),
    }
}

fn lead_source(prospect: &Node) -> String {
    let provider = prospect.first("provider").map(|provider| provider.text_of("name")).unwrap_or_default();
    if !provider.is_empty() {
        return provider;
    }
    prospect.first("id").map(|id| id.attribute("source").to_owned()).unwrap_or_default()
}

/// A vehicle that is traded in is the customer's own; any other is one they want.
fn is_trade_in(vehicle: &Node) -> bool {
    vehicle.attribute("interest").to_lowercase().starts_with("trade")
}

fn own_vin(prospect: &Node) -> String {
    prospect.all("vehicle").find(|vehicle| is_trade_in(vehicle)).map(|own| own.text_of("vin")).unwrap_or_default()
}

fn interest(prospect: &Node) -> String {
    let wanted = prospect.all("vehicle").filter(|vehicle| !is_trade_in(vehicle));
    let titles = wanted.map(|vehicle| {
        let parts = ["year", "make", "model", "trim"].map(|part| vehicle.text_of(part));
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    });
    titles.filter(|title| !title.is_empty()).collect::<Vec<_>>().join("; ")
}

fn comments(prospect: &Node) -> String {
    prospect.all("comments").map(Node::tidy).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ")
}

#[derive(Default)]
struct Name {
    first: String,
    last: String,
    full: String,
    company: String,
}

impl Name {
    fn of(customer: &Node) -> Self {
        let mut found = Self::default();
        for name in customer.all("name") {
            let text = name.tidy();
            let place = if name.says("type", "business") {
                &mut found.company
            } else if name.says("part", "first") {
                &mut found.first
            } else if name.says("part", "last") {
                &mut found.last
            } else if name.attribute("part").is_empty() || name.says("part", "full") {
                &mut found.full
            } else {
                continue;
            };
            if place.is_empty() {
                *place = text;
            }
        }
        // "Jo Blake" in the field for the first name, and nothing in the other.
        if found.last.is_empty() && found.first.contains(' ') {
            found.full = std::mem::take(&mut found.first);
        }
        found
    }
}

#[derive(Default)]
struct Phones {
    cell: String,
    home: String,
    work: String,
}

impl Phones {
    /// What is called a cell is one; an evening number is the home's, a day number the work's if it is not the only
    /// one. Of the others nobody says what they are, and most people give the number they carry.
    fn of(customer: &Node) -> Self {
        let mut found = Self::default();
        let all: Vec<&Node> = customer.all("phone").filter(|phone| !phone.tidy().is_empty()).collect();
        let is_voice = |phone: &&Node| !["fax", "pager"].iter().any(|other| phone.says("type", other));
        let voice: Vec<&Node> = all.into_iter().filter(is_voice).collect();
        let is_cell = |phone: &Node| {
            let kind = phone.attribute("type").to_lowercase();
            kind.contains("cell") || kind.contains("mobile")
        };
        for phone in voice.iter().filter(|phone| is_cell(phone)) {
            fill([&mut found.cell, &mut found.home, &mut found.work], phone);
        }
        for phone in voice.iter().filter(|phone| !is_cell(phone)) {
            let Self { cell, home, work } = &mut found;
            if phone.says("time", "evening") {
                fill([home, cell, work], phone);
            } else if phone.says("time", "day") && voice.len() > 1 {
                fill([work, home, cell], phone);
            } else {
                fill([cell, home, work], phone);
            }
        }
        found
    }
}

/// Into the first field that is free.
fn fill(places: [&mut String; 3], phone: &Node) {
    let number = phone.tidy();
    if places.iter().any(|place| **place == number) {
        return;
    }
    if let Some(place) = places.into_iter().find(|place| place.is_empty()) {
        *place = number;
    }
}

#[cfg(test)]
mod tests;
