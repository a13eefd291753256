// A query as react-querybuilder holds it, and back. Nothing is lost on either way: what is unfinished, or speaks of a
// field that is gone, comes through as it was written.
import { update } from "react-querybuilder";
import type { FetchAbout, FetchCombine, FetchComparison, FetchGroup, FetchHas, FetchItem, FetchPeriod, FetchQuery, FetchRelation, FetchUnit } from "../../ipc";

export type TreeRule = { id: string; field: string; operator: FetchComparison; value: string[]; unit: FetchUnit | null };

/** "Has / has not" around the rules of a group: what they are about, and in which period. */
export type HasPart = { relation: FetchRelation; negated: boolean; within: FetchPeriod | null };

/** A "has" is a group with this beside it, so that places in the tree are the places that the host speaks of. */
export type TreeGroup = { id: string; combinator: FetchCombine; not: boolean; rules: TreeItem[]; has?: HasPart };

export type TreeItem = TreeRule | TreeGroup;

/** Places of items from the root down; empty: the root. */
export type TreePath = readonly number[];

export function isGroup(item: TreeItem): item is TreeGroup {
  return "rules" in item;
}

let made = 0;

/** One of a kind in this window. */
export function newId(): string {
  made += 1;
  return `item-${made}`;
}

/**
 * An item that stands where one of its kind stood before keeps its id, so that a field does not lose its caret; one that
 * did not change stays the same object, so that a long tree draws only what is new.
 */
export function toTree(query: FetchQuery, before?: TreeGroup): TreeGroup {
  return groupOf(query.root, before);
}

function groupOf(group: FetchGroup, before: TreeItem | undefined, has?: HasPart): TreeGroup {
  const was = before && isGroup(before) ? before : undefined;
  const rules = group.items.map((item, place) => itemOf(item, was?.rules[place]));
  const next: TreeGroup = { id: was?.id ?? newId(), combinator: group.combine, not: group.negated, rules, ...(has ? { has } : {}) };
  const isSame =
    was && was.combinator === next.combinator && was.not === next.not && JSON.stringify(was.has) === JSON.stringify(has) &&
    was.rules.length === rules.length && rules.every((rule, place) => rule === was.rules[place]);
  return isSame ? was : next;
}

function itemOf(item: FetchItem, before: TreeItem | undefined): TreeItem {
  switch (item.kind) {
    case "group":
      return groupOf(item, before);
    case "has":
      return groupOf(item.rules, before, { relation: item.relation, negated: item.negated, within: item.within });
    case "rule": {
      const was = before && !isGroup(before) && before.field === item.field ? before : undefined;
      const isSame = was && was.operator === item.comparison && was.unit === item.unit && JSON.stringify(was.value) === JSON.stringify(item.values);
      return isSame ? was : { id: was?.id ?? newId(), field: item.field, operator: item.comparison, value: item.values, unit: item.unit };
    }
  }
}

export function toQuery(about: FetchAbout, tree: TreeGroup): FetchQuery {
  return { about, root: plainGroup(tree) };
}

function plainGroup(group: TreeGroup): FetchGroup {
  return { combine: group.combinator, negated: group.not, items: group.rules.map(plainItem) };
}

function plainItem(item: TreeItem): FetchItem {
  if (!isGroup(item)) return { kind: "rule", field: item.field, comparison: item.operator, values: item.value, unit: item.unit };
  if (!item.has) return { kind: "group", ...plainGroup(item) };
  const has: FetchHas = { ...item.has, rules: plainGroup(item) };
  return { kind: "has", ...has };
}

/** Changes parts of one item, by the library's own function. */
export function changed(tree: TreeGroup, path: TreePath, parts: Partial<TreeRule> | Partial<TreeGroup>): TreeGroup {
  let next = tree as unknown as Parameters<typeof update>[0];
  for (const [part, value] of Object.entries(parts)) next = update(next, part, value, [...path], { resetOnFieldChange: false });
  return next as unknown as TreeGroup;
}

export function itemAt(tree: TreeGroup, path: TreePath): TreeItem | undefined {
  let item: TreeItem | undefined = tree;
  for (const place of path) item = item && isGroup(item) ? item.rules[place] : undefined;
  return item;
}

/** How many rules and "has" it asks. */
export function asks(group: TreeGroup): number {
  return group.rules.reduce((sum, item) => sum + (isGroup(item) ? asks(item) + (item.has ? 1 : 0) : 1), 0);
}

export const NOTHING_ASKED: FetchGroup = { combine: "all", negated: false, items: [] };
