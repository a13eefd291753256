import { QueryBuilderMantine } from "@react-querybuilder/mantine";
import { useCallback, useMemo, useRef } from "react";
import { QueryBuilder, type RuleGroupType, type RuleType } from "react-querybuilder";

import type { FetchAbout, FetchCatalogue, FetchFault } from "../../ipc";
import { useWords } from "../../words/i18n";
import { newHas, newRule, scopeAt, type Scope } from "./catalogue";
import { CONTROLS, type Adding } from "./controls";
import css from "./Fetch.module.css";
import { Faults, Tree, type Editing } from "./editing";
import { changed, newId, type TreeGroup } from "./tree";

/** Deeper brackets nobody reads; the host refuses them too. */
const LEVELS_MAX = 7;

type TreeViewProps = {
  catalogue: FetchCatalogue;
  about: FetchAbout;
  tree: TreeGroup;
  faults: Map<string, FetchFault[]>;
  onChange: (tree: TreeGroup) => void;
};

/** The query as a tree. react-querybuilder keeps it; the editors are ours. */
export function TreeView({ catalogue, about, tree, faults, onChange }: TreeViewProps) {
  const t = useWords();
  const added = useRef<string | null>(null);
  // What is handed to the library stays the same, or every rule would be drawn at every letter. Set while drawing, so
  // that a rule that is drawn for the first time knows its place.
  const latest = useRef({ tree, onChange });
  latest.current = { tree, onChange };
  const editing = useMemo<Editing>(
    () => ({
      catalogue, about, added,
      scope: (path) => scopeAt(catalogue, about, latest.current.tree, path),
      edit: (path, parts) => latest.current.onChange(changed(latest.current.tree, path, parts)),
    }),
    [catalogue, about],
  );
  const fields = useMemo(() => catalogue.fields.map(({ word, label }) => ({ name: word, value: word, label })), [catalogue]);
  const takeOver = useCallback((next: RuleGroupType) => latest.current.onChange(next as unknown as TreeGroup), []);
  const addRule = useCallback(
    (_: RuleType, path: number[], under: RuleGroupType): RuleType => {
      const made = newRule(catalogue, scopeAt(catalogue, about, under as unknown as TreeGroup, path));
      added.current = made.id;
      return made;
    },
    [catalogue, about],
  );
  const addGroup = useCallback(
    (_: RuleGroupType, path: number[], under: RuleGroupType, adding: Adding): RuleGroupType => {
      const made = newGroup(catalogue, scopeAt(catalogue, about, under as unknown as TreeGroup, path), adding);
      added.current = made.rules[0]?.id ?? made.id;
      return made as unknown as RuleGroupType;
    },
    [catalogue, about],
  );
  return (
    <Tree.Provider value={editing}>
      <Faults.Provider value={faults}>
        <div className={css.tree} role="group" aria-label={t("fetch.tree.label")} data-testid="fetch-tree">
          <QueryBuilderMantine>
            <QueryBuilder
              query={tree as unknown as RuleGroupType}
              onQueryChange={takeOver}
              enableMountQueryChange={false}
              fields={fields}
              combinators={COMBINATORS}
              controlElements={CONTROLS}
              controlClassnames={CLASSES}
              suppressStandardClassnames
              maxLevels={LEVELS_MAX}
              resetOnFieldChange={false}
              onAddRule={addRule}
              onAddGroup={addGroup}
              accessibleDescriptionGenerator={noDescription}
            />
          </QueryBuilderMantine>
          {tree.rules.length === 0 ? <NothingYet /> : null}
        </div>
      </Faults.Provider>
    </Tree.Provider>
  );
}

/** The library's sentence would follow the mouse everywhere; ours stands below the tree. */
const noDescription = (): string => "";

function newGroup(catalogue: FetchCatalogue, scope: Scope, adding: Adding): TreeGroup {
  const has = adding ? newHas(catalogue, scope) : null;
  if (has) return { id: newId(), combinator: "all", not: false, rules: [], has };
  return { id: newId(), combinator: "any", not: false, rules: [newRule(catalogue, scope)] };
}

const COMBINATORS = ["all", "any"].map((word) => ({ name: word, value: word, label: word }));

const CLASSES = { ruleGroup: css.group, header: css.groupHead, body: css.groupBody, rule: css.rule, queryBuilder: css.builder };

function NothingYet() {
  const t = useWords();
  return (
    <div className={css.nothing} data-testid="fetch-nothing">
      <strong>{t("fetch.tree.empty")}</strong>
      <span className="quiet">{t("fetch.tree.emptyHint")}</span>
    </div>
  );
}
