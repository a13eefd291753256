// The typed line of the fake host: enough of its language to show a page that works. What it may not do, the program
// does, and is tested there.
import type {
  FetchAbout, FetchComparison, FetchFault, FetchFieldDto, FetchGroup, FetchItem, FetchLineError, FetchPeriod, FetchQuery, FetchRelationDto, FetchSource,
  FetchUnit,
} from "../bindings";
import { CATALOGUE } from "./fetchCatalogue";

const SIGNS: Partial<Record<FetchComparison, string>> = { is: "=", is_not: "!=", less_than: "<", at_most: "<=", more_than: ">", at_least: ">=" };
const UNITS: FetchUnit[] = ["days", "weeks", "months", "years"];

export function fieldOf(word: string): FetchFieldDto | undefined {
  return CATALOGUE.fields.find((field) => field.word === word);
}

function relationOf(word: string): FetchRelationDto | undefined {
  return CATALOGUE.relations.find((relation) => relation.relation === word);
}

export function quoted(text: string): string {
  return /^[\p{L}\p{N}\-_./@&#+$%*:']+$/u.test(text) && !/^(and|or|no|not|has|is|on|in)$/i.test(text) ? text : `"${text}"`;
}

const span = (count: string, unit: FetchUnit | null): string => `${count} ${count === "1" ? (unit ?? "days").slice(0, -1) : (unit ?? "days")}`;

type Style = "line" | "sentence";

/** A rule as it is typed, or as a sentence says it. */
function rule(item: Extract<FetchItem, { kind: "rule" }>, style: Style): string {
  const field = fieldOf(item.field);
  const of = field?.comparisons.find((one) => one.comparison === item.comparison);
  const label = field?.label ?? item.field;
  const shown = item.values.map((value) => field?.options.find((option) => option.word === value)?.label ?? value);
  const values = style === "line" ? shown.map(quoted) : shown;
  const phrase = of?.phrase ?? item.comparison;
  const typed = SIGNS[item.comparison] ?? (field?.kind === "date" ? phrase.replace(/^is (?!not|empty)/, "") : phrase);
  const words = style === "line" ? (field?.kind === "words" ? phrase : typed) : phrase;
  const [before = "", behind = ""] = words.split(" … ");
  const joined = of?.takes === "span" ? span(item.values[0] ?? "", item.unit) : of?.takes === "two" ? values.join(" and ") : of?.takes === "many" && style === "line" ? `(${values.join(", ")})` : values.join(", ");
  return [style === "line" ? quoted(label) : label, before, joined, behind].filter(Boolean).join(" ");
}

function has(item: Extract<FetchItem, { kind: "has" }>, style: Style): string {
  const relation = relationOf(item.relation)?.label ?? item.relation;
  const within = item.within ? ` within the ${item.within.reach} ${span(String(item.within.count), item.within.unit)}` : "";
  const there = style === "line" ? `has ${item.negated ? "no " : ""}${quoted(relation)}` : `there ${item.negated ? "is none" : "is one"} of their ${relation}`;
  const rules = item.rules.items.length === 0 ? "" : ` ${style === "line" ? "where" : "with"} ${brackets(item.rules, style)}`;
  return there + within + rules;
}

function brackets(group: FetchGroup, style: Style): string {
  return `${group.negated ? "not " : ""}(${joined(group, style)})`;
}

function joined(group: FetchGroup, style: Style): string {
  const each = (item: FetchItem): string => (item.kind === "rule" ? rule(item, style) : item.kind === "has" ? has(item, style) : brackets(item, style));
  return group.items.map(each).join(group.combine === "all" ? " and " : " or ");
}

export function print(query: FetchQuery): string {
  return query.root.negated ? brackets(query.root, "line") : joined(query.root, "line");
}

export function sentence(query: FetchQuery): string {
  return `${query.about === "customers" ? "Customers" : "Vehicles"} where ${query.root.negated ? "it is not so that " : ""}${joined(query.root, "sentence")}.`;
}

export function faultsOf(query: FetchQuery): FetchFault[] {
  const faults: FetchFault[] = [];
  const look = (group: FetchGroup, path: number[], mayBeEmpty: boolean): void => {
    if (group.items.length === 0 && !mayBeEmpty) {
      faults.push({ path, part: "group", message: path.length === 0 ? "This query asks nothing, and would find everybody. Add a rule." : "This group is empty. Add a rule to it, or remove it." });
    }
    group.items.forEach((item, place) => {
      const here = [...path, place];
      if (item.kind !== "rule") return look(item.kind === "has" ? item.rules : item, here, item.kind === "has");
      const field = fieldOf(item.field);
      if (!field) return faults.push({ path: here, part: "field", message: `The field ${item.field} is no longer there. Choose another.` });
      const takes = field.comparisons.find((of) => of.comparison === item.comparison)?.takes ?? "one";
      const filled = item.values.filter((value) => value.trim() !== "").length;
      if (takes !== "nothing" && filled < (takes === "two" ? 2 : 1)) faults.push({ path: here, part: "values", message: `Say what ${field.label} is compared with.` });
      else if (takes === "span" && !/^\d{1,4}$/.test(item.values[0] ?? "")) faults.push({ path: here, part: "values", message: "Enter 0 to 9999." });
      else if (field.kind === "number" && takes === "one" && !/^-?[\d,]+$/.test(item.values[0] ?? "")) faults.push({ path: here, part: "values", message: `${item.values[0]} is no whole number. Write it like 2019.` });
    });
  };
  look(query.root, [], false);
  return faults;
}

type Token = { text: string; start: number; end: number; isQuoted: boolean };

export function tokens(line: string): Token[] {
  return [...line.matchAll(/"([^"]*)"?|[(),]|[<>!]?=|[<>]|[^\s(),"=<>!]+/g)].map((found) => ({
    text: found[1] ?? found[0], start: found.index, end: found.index + found[0].length, isQuoted: found[1] !== undefined,
  }));
}

class Unreadable extends Error {
  constructor(readonly at: FetchLineError) {
    super(at.message);
  }
}

/** Reads what `print` writes, and `<` and `>` about dates. */
class Reader {
  private at = 0;
  private readonly tokens: Token[];

  constructor(private readonly line: string) {
    this.tokens = tokens(line);
  }

  read(about: FetchAbout): FetchQuery {
    const root = this.group(about === "customers" ? "customer" : "vehicle", true);
    if (this.tokens[this.at]) this.fail("and, or");
    return { about, root };
  }

  private fail(expected: string): never {
    const token = this.tokens[this.at];
    const place = token ?? { start: this.line.length, end: this.line.length };
    throw new Unreadable({ start: place.start, end: place.end, message: `${token ? `"${token.text}" does not fit here` : "The line ends too early"}. Expected: ${expected}.` });
  }

  private phrase(words: string): boolean {
    const parts = words.split(" ");
    const is = parts.every((word, ahead) => {
      const token = this.tokens[this.at + ahead];
      return token && !token.isQuoted && token.text.toLowerCase() === word;
    });
    if (is) this.at += parts.length;
    return is;
  }

  private group(source: FetchSource, whole: boolean): FetchGroup {
    const items = [this.item(source, whole)];
    let combine: FetchGroup["combine"] | null = null;
    for (;;) {
      const next = this.phrase("and") ? "all" : this.phrase("or") ? "any" : null;
      if (next === null) return { combine: combine ?? "all", negated: false, items };
      if (combine !== null && combine !== next) items.splice(0, items.length, { kind: "group", combine, negated: false, items: [...items] });
      combine = next;
      items.push(this.item(source, whole));
    }
  }

  private item(source: FetchSource, whole: boolean): FetchItem {
    const negated = this.phrase("not");
    if (this.phrase("(")) {
      const group = this.group(source, whole);
      if (!this.phrase(")")) this.fail(")");
      return { kind: "group", ...group, negated };
    }
    if (this.phrase("has")) return this.has();
    return this.rule(source, whole);
  }

  private has(): FetchItem {
    const negated = this.phrase("no");
    const relation = this.labelled(CATALOGUE.relations) ?? this.fail("what they have");
    let within: FetchPeriod | null = null;
    for (const reach of ["last", "next"] as const) {
      if (this.phrase(`within the ${reach}`)) within = { reach, ...this.span() };
    }
    let rules: FetchGroup = { combine: "all", negated: false, items: [] };
    if (this.phrase("where")) {
      const item = this.item(relation.source, false);
      rules = item.kind === "group" ? { combine: item.combine, negated: item.negated, items: item.items } : { ...rules, items: [item] };
    }
    return { kind: "has", relation: relation.relation, negated, within, rules };
  }

  private labelled<T extends { label: string }>(all: T[]): T | undefined {
    const longestFirst = [...all].sort((a, b) => b.label.length - a.label.length);
    return longestFirst.find((of) => {
      const token = this.tokens[this.at];
      if (token?.isQuoted && token.text.toLowerCase() === of.label.toLowerCase()) {
        this.at += 1;
        return true;
      }
      return this.phrase(of.label.toLowerCase());
    });
  }

  private span(): { count: number; unit: FetchUnit } {
    const count = Number(this.tokens[this.at]?.text);
    if (!Number.isInteger(count)) this.fail("a number");
    this.at += 1;
    const word = this.tokens[this.at]?.text.toLowerCase() ?? "";
    const unit = UNITS.find((of) => of === word || of.slice(0, -1) === word) ?? this.fail("days, weeks, months or years");
    this.at += 1;
    return { count, unit };
  }

  private value(): string {
    const token = this.tokens[this.at];
    if (!token || (!token.isQuoted && /^(and|or|[(),=<>]+)$/i.test(token.text))) return this.fail("a value");
    this.at += 1;
    return token.text;
  }

  private rule(source: FetchSource, whole: boolean): FetchItem {
    const fields = CATALOGUE.fields.filter((of) => of.source === source || (whole && source === "vehicle" && of.source === "customer"));
    const field = this.labelled(fields) ?? this.fail("a field");
    const made = (comparison: FetchComparison, values: string[], unit: FetchUnit | null = null): FetchItem => ({ kind: "rule", field: field.word, comparison, values, unit });
    const stored = (): string => {
      const typed = this.value();
      return field.options.find((of) => of.label.toLowerCase() === typed.toLowerCase())?.word ?? typed;
    };
    for (const of of [...field.comparisons].sort((a, b) => b.phrase.length - a.phrase.length)) {
      const [before = ""] = of.phrase.split(" … ");
      if (!this.phrase(before) && !this.phrase(before.replace(/^is /, "")) && !(SIGNS[of.comparison] && this.phrase(SIGNS[of.comparison] ?? ""))) continue;
      if (of.takes === "nothing") return made(of.comparison, []);
      if (of.takes === "two") return made(of.comparison, [stored(), this.phrase("and") ? stored() : this.fail("and")]);
      if (of.takes === "many") return made(of.comparison, this.many(stored));
      if (of.takes === "one") return made(of.comparison, [stored()]);
      const { count, unit } = this.span();
      const ahead = this.phrase("ahead");
      if (of.phrase.includes("…") && !ahead && !this.phrase("ago")) this.fail("ago or ahead");
      const past = of.phrase.includes("…") ? "more_than_ago" : of.comparison;
      return made(ahead ? "more_than_ahead" : past, [String(count)], unit);
    }
    if (field.kind === "date" && (this.phrase("<") || this.phrase(">"))) {
      const comparison = this.tokens[this.at - 1]?.text === "<" ? "before" : "after";
      return made(comparison, [stored()]);
    }
    return this.fail(`how ${field.label} is compared`);
  }

  private many(stored: () => string): string[] {
    if (!this.phrase("(")) this.fail("(");
    const values = [stored()];
    while (this.phrase(",")) values.push(stored());
    if (!this.phrase(")")) this.fail(")");
    return values;
  }
}

export function parse(about: FetchAbout, line: string): FetchQuery | FetchLineError {
  try {
    return new Reader(line).read(about);
  } catch (thrown) {
    if (thrown instanceof Unreadable) return thrown.at;
    throw thrown;
  }
}
