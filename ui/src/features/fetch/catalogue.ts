// What can stand where: the fields and relations that the host offers, by the place in the tree.
import type { FetchAbout, FetchCatalogue, FetchComparison, FetchComparisonDto, FetchFieldDto, FetchRelationDto, FetchSource } from "../../ipc";
import { isGroup, newId, type HasPart, type TreeGroup, type TreePath, type TreeRule } from "./tree";

/** Of which rows a place speaks, and whether these are what the query finds. */
export type Scope = { source: FetchSource; whole: boolean };

export function scopeOf(about: FetchAbout): Scope {
  return { source: about === "customers" ? "customer" : "vehicle", whole: true };
}

/** The scope of what stands in the group at a place; of a rule, the scope that it speaks in. */
export function scopeAt(catalogue: FetchCatalogue, about: FetchAbout, tree: TreeGroup, path: TreePath): Scope {
  let scope = scopeOf(about);
  let group = tree;
  for (const place of path) {
    const item = group.rules[place];
    if (!item || !isGroup(item)) break;
    const relation = item.has && relationOf(catalogue, item.has);
    if (relation) scope = { source: relation.source, whole: false };
    group = item;
  }
  return scope;
}

/** Fields of a row; of a vehicle in question its owner's, too. */
export function fieldsIn(catalogue: FetchCatalogue, scope: Scope): FetchFieldDto[] {
  const own = catalogue.fields.filter((field) => field.source === scope.source);
  const owner = scope.source === "vehicle" && scope.whole ? catalogue.fields.filter((field) => field.source === "customer") : [];
  return [...own, ...owner];
}

export function relationsIn(catalogue: FetchCatalogue, scope: Scope): FetchRelationDto[] {
  return catalogue.relations.filter((relation) => relation.of.includes(scope.source));
}

export function fieldOf(catalogue: FetchCatalogue, word: string): FetchFieldDto | undefined {
  return catalogue.fields.find((field) => field.word === word);
}

export function relationOf(catalogue: FetchCatalogue, has: HasPart): FetchRelationDto | undefined {
  return catalogue.relations.find((relation) => relation.relation === has.relation);
}

export function comparisonOf(field: FetchFieldDto | undefined, comparison: FetchComparison): FetchComparisonDto | undefined {
  return field?.comparisons.find((of) => of.comparison === comparison);
}

/** A rule that begins with the first field of its place: choosing another is one key away. */
export function newRule(catalogue: FetchCatalogue, scope: Scope): TreeRule {
  const field = fieldsIn(catalogue, scope)[0];
  const empty: TreeRule = { id: newId(), field: field?.word ?? "", operator: "is", value: [], unit: null };
  return field ? { ...empty, ...withField(empty, field) } : empty;
}

/** A new "has" is about what vehicles and customers both have most of. */
export function newHas(catalogue: FetchCatalogue, scope: Scope): HasPart | null {
  const there = relationsIn(catalogue, scope);
  const first = there.find((relation) => relation.relation === "repair_orders") ?? there[0];
  return first ? { relation: first.relation, negated: false, within: null } : null;
}

/** Another field keeps the comparison, if it can be compared so; its values are its own. */
export function withField(rule: TreeRule, field: FetchFieldDto): Partial<TreeRule> {
  const kept = comparisonOf(field, rule.operator) ?? field.comparisons[0];
  const operator = kept?.comparison ?? rule.operator;
  return { field: field.word, ...withComparison({ ...rule, value: [] }, field, operator) };
}

/** Another comparison keeps of the values what it can take. */
export function withComparison(rule: TreeRule, field: FetchFieldDto | undefined, comparison: FetchComparison): Partial<TreeRule> {
  const takes = comparisonOf(field, comparison)?.takes ?? "one";
  const before = comparisonOf(field, rule.operator)?.takes;
  // A date is no number of months.
  const carried = (before === "span") === (takes === "span") ? rule.value : [];
  switch (takes) {
    case "nothing":
      return { operator: comparison, value: [], unit: null };
    case "one":
      return { operator: comparison, value: carried.slice(0, 1), unit: null };
    case "two":
      return { operator: comparison, value: carried.slice(0, 2), unit: null };
    case "many":
      return { operator: comparison, value: carried, unit: null };
    case "span":
      return { operator: comparison, value: carried.slice(0, 1), unit: rule.unit ?? "months" };
  }
}

/** Whether a rule still waits for what it is compared with: no fault yet, only unfinished. */
export function isUnfinished(rule: TreeRule, field: FetchFieldDto | undefined): boolean {
  const takes = comparisonOf(field, rule.operator)?.takes;
  if (takes === undefined || takes === "nothing") return false;
  const filled = rule.value.filter((value) => value.trim() !== "").length;
  return filled < (takes === "two" ? 2 : 1);
}
