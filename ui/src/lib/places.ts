// Provinces, territories and states with the zone most of their people live in. Only a first proposal: the person
// can choose another zone, and the host knows the list.

type Region = { code: string; name: string; zone: string };

const T = "America/Toronto";
const N = "America/New_York";
const C = "America/Chicago";
const M = "America/Denver";
const P = "America/Los_Angeles";

export const PROVINCES: Region[] = [
  { code: "AB", name: "Alberta", zone: "America/Edmonton" },
  { code: "BC", name: "British Columbia", zone: "America/Vancouver" },
  { code: "MB", name: "Manitoba", zone: "America/Winnipeg" },
  { code: "NB", name: "New Brunswick", zone: "America/Moncton" },
  { code: "NL", name: "Newfoundland and Labrador", zone: "America/St_Johns" },
  { code: "NS", name: "Nova Scotia", zone: "America/Halifax" },
  { code: "NT", name: "Northwest Territories", zone: "America/Edmonton" },
  { code: "NU", name: "Nunavut", zone: "America/Iqaluit" },
  { code: "ON", name: "Ontario", zone: T },
  { code: "PE", name: "Prince Edward Island", zone: "America/Halifax" },
  { code: "QC", name: "Quebec", zone: T },
  { code: "SK", name: "Saskatchewan", zone: "America/Regina" },
  { code: "YT", name: "Yukon", zone: "America/Whitehorse" },
];

const US = `AL Alabama ${C};AK Alaska America/Anchorage;AZ Arizona America/Phoenix;AR Arkansas ${C};CA California ${P};CO Colorado ${M};CT Connecticut ${N};DE Delaware ${N};DC District of Columbia ${N};FL Florida ${N};GA Georgia ${N};HI Hawaii Pacific/Honolulu;ID Idaho America/Boise;IL Illinois ${C};IN Indiana America/Indiana/Indianapolis;IA Iowa ${C};KS Kansas ${C};KY Kentucky ${N};LA Louisiana ${C};ME Maine ${N};MD Maryland ${N};MA Massachusetts ${N};MI Michigan America/Detroit;MN Minnesota ${C};MS Mississippi ${C};MO Missouri ${C};MT Montana ${M};NE Nebraska ${C};NV Nevada ${P};NH New Hampshire ${N};NJ New Jersey ${N};NM New Mexico ${M};NY New York ${N};NC North Carolina ${N};ND North Dakota ${C};OH Ohio ${N};OK Oklahoma ${C};OR Oregon ${P};PA Pennsylvania ${N};RI Rhode Island ${N};SC South Carolina ${N};SD South Dakota ${C};TN Tennessee ${C};TX Texas ${C};UT Utah ${M};VT Vermont ${N};VA Virginia ${N};WA Washington ${P};WV West Virginia ${N};WI Wisconsin ${C};WY Wyoming ${M}`;

export const STATES: Region[] = US.split(";").map((line) => {
  const words = line.split(" ");
  return { code: words[0] ?? "", name: words.slice(1, -1).join(" "), zone: words[words.length - 1] ?? N };
});

export function regionsOf(country: string): Region[] {
  return country === "US" ? STATES : PROVINCES;
}

export function zonesKnown(): string[] {
  return [...new Set([...PROVINCES, ...STATES].map((region) => region.zone))].sort();
}
