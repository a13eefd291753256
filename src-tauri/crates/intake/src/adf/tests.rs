use super::*;

/// The cells of a row by the names of their columns, blank ones left out.
fn leads(text: &str) -> Vec<Vec<(&'static str, String)>> {
    let table = read_adf(text, Encoding::Utf8).unwrap();
    let cells = |record: &crate::Record| {
        let named = HEADER.iter().enumerate().map(|(place, name)| (*name, record.cell(place).to_owned()));
        named.filter(|(_, cell)| !cell.is_empty()).collect()
    };
    crate::testing::records(&table).iter().map(cells).collect()
}

fn of<'a>(lead: &'a [(&'static str, String)], column: &str) -> &'a str {
    lead.iter().find(|(name, _)| *name == column).map_or("", |(_, cell)| cell)
}

const WHOLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<?ADF version="1.0"?>
<adf>
 <prospect status="new">
  <id sequence="1" source="Northside Leads">778</id>
  <requestdate>2026-11-24T10:15:00-05:00</requestdate>
  <vehicle interest="buy" status="new"><year>2027</year><make>Honda</make><model>CR-V</model></vehicle>
  <vehicle interest="trade-in" status="used"><vin>1HGCM82633A004352</vin><make>Honda</make></vehicle>
  <customer>
   <contact>
    <name part="first">Jo</name><name part="last">Blake</name>
    <email>jo@example.com</email>
    <phone type="voice" time="evening">905-555-0111</phone>
    <phone type="cellphone">416-555-0112</phone>
    <phone type="fax">416-555-0113</phone>
    <address><street line="1">1 Main St</street><apartment>4</apartment><city>Milton</city>
     <regioncode>ON</regioncode><postalcode>L9T 1A1</postalcode></address>
   </contact>
   <comments>Is it <![CDATA[<really>]]> red?</comments>
  </customer>
  <vendor><vendorname>Lakeside</vendorname><contact><name part="full">Not The Customer</name></contact></vendor>
  <provider><name part="full">Northside</name></provider>
 </prospect>
</adf>"#;

#[test]
fn a_whole_lead_is_read_with_all_its_parts() {
    let found = leads(WHOLE);
    let lead = &found[0];
    for (column, cell) in [
        ("Lead ID", "Northside Leads:778"),
        ("Request Date", "2026-11-24T10:15:00-05:00"),
        ("Status", "new"),
        ("Lead Source", "Northside"),
        ("First Name", "Jo"),
        ("Last Name", "Blake"),
        ("Cell Phone", "416-555-0112"),
        ("Home Phone", "905-555-0111"),
        ("Work Phone", ""),
        ("E-mail", "jo@example.com"),
        ("Address", "1 Main St, 4"),
        ("Postal/Zip", "L9T 1A1"),
        ("VIN", "1HGCM82633A004352"),
        ("Interested In", "2027 Honda CR-V"),
        ("Comments", "Is it <really> red?"),
    ] {
        assert_eq!(of(lead, column), cell, "{column}");
    }
    assert_eq!(crate::testing::records(&read_adf(WHOLE, Encoding::Utf8).unwrap())[0].line, 4);
}

#[test]
fn a_sloppy_lead_is_read_as_far_as_it_says_anything() {
    let text = "\u{FEFF}<?xml version=\"1.0\"?>\n<?xml version=\"1.0\"?><ADF><prospect>\
        <customer><contact><name part=\"full\">Blake, Jo & Sons</name><phone>416 555 0114</phone>\
        <email>jo@example.com</customer><comments>R&D &eacute;t&#233; &unknown;";
    let found = leads(text);
    let lead = &found[0];
    assert_eq!(of(lead, "Full Name"), "Blake, Jo & Sons");
    assert_eq!(of(lead, "Cell Phone"), "416 555 0114");
    assert_eq!(of(lead, "Comments"), "R&D été &unknown;");
    assert_eq!((of(lead, "Status"), of(lead, "Request Date")), ("new", ""));
}

#[test]
fn several_prospects_are_several_leads_even_if_none_is_closed() {
    let one = |name: &str| format!("<prospect>\n<customer><name part='first'>{name}</name></customer>\n");
    let text = format!("<adf>\n{}{}", one("Jo Blake"), one("Omar"));
    let found = leads(&text);
    assert_eq!((of(&found[0], "Full Name"), of(&found[1], "First Name")), ("Jo Blake", "Omar"));
    let lines: Vec<u32> =
        crate::testing::records(&read_adf(&text, Encoding::Utf8).unwrap()).iter().map(|r| r.line).collect();
    assert_eq!(lines, [2, 4]);
}

#[test]
fn a_day_number_is_the_works_unless_it_is_the_only_one() {
    let lead = |phones: &str| {
        leads(&format!("<adf><prospect><customer><contact>{phones}</contact></customer></prospect></adf>")).remove(0)
    };
    let only = lead("<phone type='voice' time='day'>416-555-0115</phone>");
    assert_eq!(of(&only, "Cell Phone"), "416-555-0115");
    let both = lead("<phone time='day'>416-555-0115</phone><phone time='evening'>416-555-0116</phone>");
    assert_eq!((of(&both, "Work Phone"), of(&both, "Home Phone")), ("416-555-0115", "416-555-0116"));
    assert!(of(&lead("<phone type='fax'>416-555-0117</phone><x/>"), "Cell Phone").is_empty());
}

#[test]
fn what_has_no_prospect_is_no_adf() {
    for text in ["<adf></adf>", "<adf><prospect/></adf>", "<adf", "<adf><prospect></prospect></adf>", "Jo Blake, 416"] {
        assert_eq!(read_adf(text, Encoding::Utf8).unwrap_err(), IntakeError::NotAdf, "{text}");
    }
    assert!(is_adf("\u{FEFF} <?xml version='1.0'?><ADF>") && !is_adf("<html>") && !is_adf("Name,adf\n<adf>"));
}

#[test]
fn tags_that_only_open_end_without_filling_the_stack() {
    let text = format!("<adf><prospect><customer><name part='first'>Jo</name></customer>{}", "<x>".repeat(100_000));
    assert_eq!(of(&leads(&text)[0], "First Name"), "Jo");
}
