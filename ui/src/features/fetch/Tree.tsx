import { QueryBuilderMantine } from "@react-querybuilder/mantine";
import { useMemo, useRef } from "react";
import { QueryBuilder, type RuleGroupType, type RuleType } from "react-querybuilder";

import type { FetchAbout, FetchCatalogue, FetchFault } from "../../ipc";
import { useWords } from "../../words/i18n";
import { newHas, newRule, scopeAt } from "./catalogue";
import { CONTROLS, type Adding } from "./controls";
import css from "./Fetch.module.css";
import { Tree, type Editing } from "./editing";
import { changed, newId, type TreeGroup, type TreeItem } from "./tree";

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
  const editing = useMemo<Editing>(
    () => ({ catalogue, about, tree, faults, added, edit: (path, parts) => onChange(changed(tree, path, parts)) }),
    [catalogue, about, tree, faults, onChange],
  );
  const fields = useMemo(() => catalogue.fields.map(({ word, label }) => ({ name: word, value: word, label })), [catalogue]);
  const rule = (path: number[], under: RuleGroupType): RuleType => {
    const made = newRule(catalogue, scopeAt(catalogue, about, under as unknown as TreeGroup, path));
    added.current = made.id;
    return made;
  };
  const group = (path: number[], under: RuleGroupType, adding: Adding): RuleGroupType => {
    const scope = scopeAt(catalogue, about, under as unknown as TreeGroup, path);
    const id = newId();
    const has = adding ? newHas(catalogue, scope) : null;
    const first: TreeItem = newRule(catalogue, scope);
    added.current = has ? id : first.id;
    const made: TreeGroup = has ? { id, combinator: "all", not: false, rules: [], has } : { id, combinator: "any", not: false, rules: [first] };
    return made as unknown as RuleGroupType;
  };
  return (
    <Tree.Provider value={editing}>
      <div className={css.tree} role="group" aria-label={t("fetch.tree.label")} data-testid="fetch-tree">
        <QueryBuilderMantine>
          <QueryBuilder
            query={tree as unknown as RuleGroupType}
            onQueryChange={(next) => onChange(next as unknown as TreeGroup)}
            enableMountQueryChange={false}
            fields={fields}
            combinators={COMBINATORS}
            controlElements={CONTROLS}
            controlClassnames={CLASSES}
            suppressStandardClassnames
            maxLevels={LEVELS_MAX}
            resetOnFieldChange={false}
            onAddRule={(_, path, under) => rule(path, under as RuleGroupType)}
            onAddGroup={(_, path, under, adding) => group(path, under as RuleGroupType, adding as Adding)}
            // Its sentence would follow the mouse everywhere; ours stands below the tree.
            accessibleDescriptionGenerator={() => ""}
          />
        </QueryBuilderMantine>
        {tree.rules.length === 0 ? <NothingYet /> : null}
      </div>
    </Tree.Provider>
  );
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
