import { describe, expect, it } from "vitest";

import type { FetchCatalogue, FetchComparison, FetchGroup, FetchItem, FetchQuery } from "../../ipc";
import { CATALOGUE } from "../../ipc/fake/fetchCatalogue";
import { fieldsIn, newHas, newRule, relationsIn, scopeAt, scopeOf, withComparison, withField } from "./catalogue";
import { asks, changed, itemAt, toQuery, toTree, type TreeRule } from "./tree";

const rule = (field: string, comparison: FetchComparison, values: string[] = [], unit: "months" | null = null): FetchItem => ({ kind: "rule", field, comparison, values, unit });
const all = (...items: FetchItem[]): FetchGroup => ({ combine: "all", negated: false, items });

const WHOLE: FetchQuery = {
  about: "customers",
  root: {
    combine: "any", negated: true,
    items: [
      rule("customer.city", "one_of", ["Toronto", "Richmond Hill", ""]),
      { kind: "group", combine: "all", negated: true, items: [{ kind: "group", ...all() }, rule("customer.last_contact_at", "more_than_ago", ["6"], "months")] },
      {
        kind: "has", relation: "vehicles", negated: true, within: null,
        rules: { combine: "any", negated: true, items: [{ kind: "has", relation: "repair_orders", negated: false, within: { reach: "last", count: 12, unit: "months" }, rules: all() }, rule("vehicle.make", "is", ["Honda"])] },
      },
    ],
  },
};

describe("a query as a tree", () => {
  it("comes back as it was, with nested groups, not, has and has not, periods and rules within them", () => {
    expect(toQuery(WHOLE.about, toTree(WHOLE))).toEqual(WHOLE);
  });

  it("keeps what is unfinished, out of place or gone as it was written", () => {
    const odd: FetchQuery = { about: "vehicles", root: all(rule("vehicle.lease_ends_on", "before", ["0000-00-00"]), rule("", "is"), rule("deal.kind", "between", ["1", "2", "3"], "months")) };
    expect(toQuery("vehicles", toTree(odd))).toEqual(odd);
  });

  it("comes back as it was for a thousand trees grown by chance", () => {
    const random = chance(7);
    for (let round = 0; round < 1000; round += 1) {
      const query: FetchQuery = { about: random(2) === 0 ? "customers" : "vehicles", root: grown(random, 4) };
      expect(toQuery(query.about, toTree(query))).toEqual(query);
    }
  });

  it("keeps the ids of what did not move, so that a field keeps its caret, and gives new ones to what is new", () => {
    const before = toTree(WHOLE);
    const next = toTree({ ...WHOLE, root: { ...WHOLE.root, items: [...WHOLE.root.items, rule("customer.email", "is_empty")] } }, before);
    expect(next.rules.slice(0, 3).map((item) => item.id)).toEqual(before.rules.map((item) => item.id));
    expect(before.rules.map((item) => item.id)).not.toContain(next.rules[3]?.id);
    const other = toTree({ ...WHOLE, root: { ...WHOLE.root, items: [rule("customer.email", "is", ["a"])] } }, before);
    expect(other.rules[0]?.id).not.toBe(before.rules[0]?.id);
  });

  it("is the same object where nothing changed, so that a long tree draws only what is new", () => {
    const before = toTree(WHOLE);
    expect(toTree(structuredClone(WHOLE), before)).toBe(before);
    const items = structuredClone(WHOLE.root.items);
    items[0] = rule("customer.city", "one_of", ["Toronto"]);
    const next = toTree({ ...WHOLE, root: { ...WHOLE.root, items } }, before);
    expect(next.rules[0]).not.toBe(before.rules[0]);
    expect(next.rules[0]?.id).toBe(before.rules[0]?.id);
    expect(next.rules.slice(1)).toEqual(before.rules.slice(1));
    expect(next.rules[2]).toBe(before.rules[2]);
  });

  it("changes the parts of one item at a place that a fault of the host speaks of", () => {
    const tree = toTree(WHOLE);
    const next = changed(tree, [2, 1], { value: ["Acura"], operator: "is_not" });
    expect(itemAt(next, [2, 1])).toMatchObject({ field: "vehicle.make", operator: "is_not", value: ["Acura"], unit: null });
    expect(itemAt(next, [0])).toBe(itemAt(tree, [0]));
    expect(itemAt(changed(tree, [], { not: false, combinator: "all" }), [])).toMatchObject({ not: false, combinator: "all" });
    expect(itemAt(tree, [0, 3])).toBeUndefined();
    expect(asks(tree)).toBe(5);
  });
});

describe("what can stand where", () => {
  const labels = (catalogue: FetchCatalogue, path: number[]): string[] => fieldsIn(catalogue, scopeAt(catalogue, "customers", toTree(WHOLE), path)).map((field) => field.label);

  it("a vehicle has its owner's fields too, and what is related has its own only", () => {
    const vehicles = fieldsIn(CATALOGUE, scopeOf("vehicles")).map((field) => field.label);
    expect(vehicles).toContain("Make");
    expect(vehicles).toContain("City");
    expect(labels(CATALOGUE, [])).not.toContain("Make");
    expect(labels(CATALOGUE, [2])).toContain("Make");
    expect(labels(CATALOGUE, [2])).not.toContain("City");
    expect(labels(CATALOGUE, [2, 0])).toContain("Opcodes");
  });

  it("customers have vehicles, vehicles do not, and a repair order has nothing", () => {
    expect(relationsIn(CATALOGUE, scopeOf("customers")).map((of) => of.relation)).toContain("vehicles");
    expect(relationsIn(CATALOGUE, scopeOf("vehicles")).map((of) => of.relation)).not.toContain("vehicles");
    expect(relationsIn(CATALOGUE, { source: "repair_order", whole: false })).toEqual([]);
    expect(newHas(CATALOGUE, { source: "repair_order", whole: false })).toBeNull();
    expect(newHas(CATALOGUE, scopeOf("vehicles"))).toEqual({ relation: "repair_orders", negated: false, within: null });
  });

  it("a new rule begins with the first field of its place", () => {
    expect(newRule(CATALOGUE, scopeOf("vehicles"))).toMatchObject({ field: "vehicle.make", operator: "is", value: [], unit: null });
    expect(newRule(CATALOGUE, scopeOf("customers"))).toMatchObject({ field: "customer.city" });
    expect(newRule(CATALOGUE, { source: "deal", whole: false })).toMatchObject({ field: "deal.sold_on", operator: "more_than_ago", unit: "months" });
  });

  it("another comparison keeps of the values what it can take, and no date becomes a number of months", () => {
    const date = CATALOGUE.fields.find((field) => field.word === "vehicle.last_ro_on");
    const text = CATALOGUE.fields.find((field) => field.word === "vehicle.make");
    const span: TreeRule = { id: "a", field: "vehicle.last_ro_on", operator: "more_than_ago", value: ["6"], unit: "weeks" } as unknown as TreeRule;
    expect(withComparison(span, date, "within_last")).toEqual({ operator: "within_last", value: ["6"], unit: "weeks" });
    expect(withComparison(span, date, "before")).toEqual({ operator: "before", value: [], unit: null });
    expect(withComparison(span, date, "is_empty")).toEqual({ operator: "is_empty", value: [], unit: null });
    const many: TreeRule = { id: "b", field: "vehicle.make", operator: "one_of", value: ["Honda", "Acura"], unit: null };
    expect(withComparison(many, text, "is")).toEqual({ operator: "is", value: ["Honda"], unit: null });
    expect(withComparison({ ...many, operator: "is", value: ["Honda"] }, text, "none_of")).toEqual({ operator: "none_of", value: ["Honda"], unit: null });
    expect(date && withField(many, date)).toEqual({ field: "vehicle.last_ro_on", operator: "more_than_ago", value: [], unit: "months" });
  });
});

/** Always the same numbers from the same seed. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function grown(random: (below: number) => number, depth: number): FetchGroup {
  const items = Array.from({ length: random(4) }, (): FetchItem => {
    const kind = depth > 0 ? random(3) : 0;
    if (kind === 1) return { kind: "group", ...grown(random, depth - 1) };
    if (kind === 2) {
      const relation = CATALOGUE.relations[random(CATALOGUE.relations.length)]?.relation ?? "deals";
      const within = random(2) === 0 ? null : { reach: random(2) === 0 ? ("last" as const) : ("next" as const), count: random(100), unit: "weeks" as const };
      return { kind: "has", relation, negated: random(2) === 0, within, rules: grown(random, depth - 1) };
    }
    const field = CATALOGUE.fields[random(CATALOGUE.fields.length)];
    const comparison = field?.comparisons[random(field.comparisons.length)];
    const values = Array.from({ length: random(3) }, () => `value ${random(9)}`);
    return { kind: "rule", field: field?.word ?? "", comparison: comparison?.comparison ?? "is", values, unit: comparison?.takes === "span" ? "months" : null };
  });
  return { combine: random(2) === 0 ? "all" : "any", negated: random(2) === 0, items };
}
