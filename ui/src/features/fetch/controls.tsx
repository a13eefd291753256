// The editors of the tree, in the places that react-querybuilder gives them.
import { ActionIcon, Button, Select } from "@mantine/core";
import { IconFolderPlus, IconLink, IconPlus, IconX } from "@tabler/icons-react";
import { memo, useEffect, useRef, type MouseEvent } from "react";
import {
  Rule, RuleGroup, type ActionProps, type ControlElementsProp, type FieldSelectorProps, type FullField, type OperatorSelectorProps, type RuleGroupProps, type RuleProps, type UseRuleGroup,
  type ValueEditorProps,
} from "react-querybuilder";

import type { FetchComparison } from "../../ipc";
import { useWords } from "../../words/i18n";
import { comparisonOf, fieldOf, fieldsIn, isUnfinished, relationsIn, withComparison, withField } from "./catalogue";
import { spelled, useEditing, useFaults } from "./editing";
import css from "./Fetch.module.css";
import { HasHead } from "./HasHead";
import type { TreeGroup, TreePath, TreeRule } from "./tree";
import { ValuesOf } from "./Values";

/** What is handed to "Add group" to make a "has" of it. */
export type Adding = { has: true } | undefined;

function FieldPicker({ rule, path }: FieldSelectorProps) {
  const t = useWords();
  const { catalogue, scope: scopeOf, added, edit } = useEditing();
  const own = rule as unknown as TreeRule;
  const scope = scopeOf(path.slice(0, -1));
  const fields = fieldsIn(catalogue, scope);
  const sources = [...new Set(fields.map((field) => field.source))];
  const data: { group: string; items: { value: string; label: string }[] }[] = sources.map((source) => ({
    group: source === "customer" && scope.source === "vehicle" ? t("fetch.owner") : t(`fetch.source.${source}`),
    items: fields.filter((field) => field.source === source).map((field) => ({ value: field.word, label: field.label })),
  }));
  // A field that cannot stand here is shown all the same; beside it stands why it cannot.
  const known = fieldOf(catalogue, own.field);
  if (own.field !== "" && !fields.some((field) => field.word === own.field)) {
    data.unshift({ group: "", items: [{ value: own.field, label: known?.label ?? t("fetch.tree.fieldGone", { word: own.field }) }] });
  }
  const input = useRef<HTMLInputElement>(null);
  const isNew = added.current === own.id;
  useEffect(() => {
    if (!isNew) return;
    added.current = null;
    input.current?.focus();
  }, [isNew, added]);
  return (
    <Select
      ref={input}
      size="xs"
      className={css.field}
      classNames={{ groupLabel: css.groupLabel }}
      aria-label={t("fetch.tree.field")}
      data={data}
      value={own.field === "" ? null : own.field}
      onChange={(word) => {
        const field = word === null ? undefined : fieldOf(catalogue, word);
        if (field) edit(path, withField(own, field));
      }}
      searchable
      selectFirstOptionOnChange
      nothingFoundMessage={t("fetch.tree.nothingFound")}
      maxDropdownHeight={320}
      error={useFaults(path, "field").length > 0}
      data-testid={`fetch-field-${spelled(path)}`}
    />
  );
}

function ComparisonPicker({ rule, path }: OperatorSelectorProps) {
  const t = useWords();
  const { catalogue, edit } = useEditing();
  const own = rule as unknown as TreeRule;
  const field = fieldOf(catalogue, own.field);
  const offered = field?.comparisons ?? [];
  const data = offered.map((of) => ({ value: of.comparison as string, label: of.phrase }));
  if (!comparisonOf(field, own.operator)) data.push({ value: own.operator, label: own.operator.replaceAll("_", " ") });
  return (
    <Select
      size="xs"
      className={css.comparison}
      aria-label={t("fetch.tree.comparison")}
      data={data}
      value={own.operator}
      onChange={(word) => word !== null && edit(path, withComparison(own, field, word as FetchComparison))}
      maxDropdownHeight={340}
      error={useFaults(path, "comparison").length > 0}
      data-testid={`fetch-comparison-${spelled(path)}`}
    />
  );
}

function ValueEditor({ rule, path }: ValueEditorProps) {
  return <ValuesOf rule={rule as unknown as TreeRule} path={path} />;
}

function RemoveRule({ path, handleOnClick }: ActionProps) {
  const t = useWords();
  return (
    <ActionIcon size="md" variant="subtle" color="gray" onClick={(event) => handleOnClick(event)} aria-label={t("fetch.tree.removeRule")} data-testid={`fetch-remove-${spelled(path)}`}>
      <IconX size={16} aria-hidden />
    </ActionIcon>
  );
}

type Placed = { path: number[] };

/** The library makes new paths at every change; the same place is the same path. */
function isSamePlace<P extends Placed>(before: P, after: P): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof P>;
  return [...names].every((name) => (name === "path" ? spelled(before.path) === spelled(after.path) : Object.is(before[name], after[name])));
}

/** A rule with what is wrong about it, beside it. */
const RuleWithFaults = memo(function RuleWithFaults(props: RuleProps) {
  const { catalogue } = useEditing();
  const rule = props.rule as unknown as TreeRule;
  return (
    <div data-testid={`fetch-rule-${spelled(props.path)}`}>
      <Rule {...props} />
      <FaultsOf path={props.path} quiet={isUnfinished(rule, fieldOf(catalogue, rule.field))} />
    </div>
  );
}, isSamePlace);

const GroupInPlace = memo((props: RuleGroupProps) => <RuleGroup {...props} />, isSamePlace);

/** An unfinished rule is told what it waits for; only a wrong one is red. */
function FaultsOf({ path, quiet }: { path: TreePath; quiet?: boolean }) {
  const faults = useFaults(path);
  if (faults.length === 0) return null;
  return (
    <div role="status" className={quiet ? css.waits : css.fault} data-testid={`fetch-fault-${spelled(path)}`}>
      {faults.map((fault) => fault.message).join(" ")}
    </div>
  );
}

const JOINTS = { all: "fetch.tree.all", any: "fetch.tree.any", notAll: "fetch.tree.notAll", none: "fetch.tree.none" } as const;
type Joint = keyof typeof JOINTS;

function jointOf(group: TreeGroup): Joint {
  if (group.combinator === "all") return group.not ? "notAll" : "all";
  return group.not ? "none" : "any";
}

function JointPicker({ group, path }: { group: TreeGroup; path: TreePath }) {
  const t = useWords();
  const { edit } = useEditing();
  const joint = jointOf(group);
  return (
    <Select
      size="xs"
      className={css.joint}
      aria-label={t("fetch.tree.combine")}
      data={(Object.keys(JOINTS) as Joint[]).map((word) => ({ value: word, label: t(JOINTS[word]) }))}
      value={joint}
      onChange={(word) => word !== null && edit(path, { combinator: word === "all" || word === "notAll" ? "all" : "any", not: word === "notAll" || word === "none" })}
      data-testid={`fetch-joint-${spelled(path)}`}
    />
  );
}

/** The head of a group: what it is about, how its rules are joined, and what can be added. */
function GroupHead(props: UseRuleGroup) {
  const t = useWords();
  const { catalogue, about, scope } = useEditing();
  const { path, schema } = props;
  const group = props.ruleGroup as unknown as TreeGroup;
  const isRoot = path.length === 0;
  const isEmpty = group.rules.length === 0;
  const canHas = relationsIn(catalogue, scope(path)).length > 0;
  const place = spelled(path);
  const common = { size: "compact-sm", variant: "subtle" } as const;
  const fold = (event: MouseEvent, adding: Adding): void => props.addGroup(event, adding);
  return (
    <>
      {isRoot ? <span className={css.words}>{t(`fetch.tree.root.${about}`)}</span> : null}
      {group.has ? <HasHead has={group.has} id={group.id} path={path} /> : null}
      {group.has && !isEmpty ? <span className={css.words}>{t("fetch.tree.where")}</span> : null}
      {group.has && isEmpty ? null : <JointPicker group={group} path={path} />}
      <span className={css.adds}>
        <Button {...common} leftSection={<IconPlus size={14} aria-hidden />} onClick={(event) => props.addRule(event)} data-testid={`fetch-add-rule-${place}`}>
          {t("fetch.tree.addRule")}
        </Button>
        {canHas && schema.maxLevels > path.length ? (
          <Button {...common} leftSection={<IconLink size={14} aria-hidden />} onClick={(event) => fold(event, { has: true })} data-testid={`fetch-add-has-${place}`}>
            {t("fetch.tree.addHas")}
          </Button>
        ) : null}
        {schema.maxLevels > path.length ? (
          <Button {...common} leftSection={<IconFolderPlus size={14} aria-hidden />} onClick={(event) => fold(event, undefined)} data-testid={`fetch-add-group-${place}`}>
            {t("fetch.tree.addGroup")}
          </Button>
        ) : null}
        {isRoot ? null : (
          <ActionIcon variant="subtle" color="gray" onClick={(event) => props.removeGroup(event)} aria-label={group.has ? t("fetch.tree.removeHas") : t("fetch.tree.removeGroup")} data-testid={`fetch-remove-${place}`}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        )}
      </span>
      {isRoot && isEmpty ? null : <FaultsOf path={path} />}
    </>
  );
}

export const CONTROLS: ControlElementsProp<FullField, string> = {
  fieldSelector: FieldPicker,
  operatorSelector: ComparisonPicker,
  valueEditor: ValueEditor,
  removeRuleAction: RemoveRule,
  rule: RuleWithFaults,
  ruleGroup: GroupInPlace,
  ruleGroupHeaderElements: GroupHead,
};
