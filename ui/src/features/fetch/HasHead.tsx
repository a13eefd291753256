import { Select } from "@mantine/core";
import { useEffect, useRef } from "react";

import { NumberText } from "../../components/Fields";
import type { FetchReach, FetchRelation, FetchUnit } from "../../ipc";
import { useWords } from "../../words/i18n";
import { relationOf, relationsIn } from "./catalogue";
import { spelled, useEditing, useFaults } from "./editing";
import css from "./Fetch.module.css";
import type { HasPart, TreePath } from "./tree";

export const UNITS: FetchUnit[] = ["days", "weeks", "months", "years"];

/** A period to begin with. */
const FIRST_PERIOD = { count: 12, unit: "months" } as const;

/** "Has no Repair Orders within the last 12 months". */
export function HasHead({ has, id, path }: { has: HasPart; id: string; path: TreePath }) {
  const t = useWords();
  const { catalogue, scope: scopeOf, added, edit } = useEditing();
  const scope = scopeOf(path.slice(0, -1));
  const relation = relationOf(catalogue, has);
  const offered = relationsIn(catalogue, scope);
  const data = offered.map((of) => ({ value: of.relation as string, label: of.label }));
  if (!offered.some((of) => of.relation === has.relation)) data.push({ value: has.relation, label: relation?.label ?? has.relation });
  const set = (parts: Partial<HasPart>): void => edit(path, { has: { ...has, ...parts } });
  const input = useRef<HTMLInputElement>(null);
  const isNew = added.current === id;
  useEffect(() => {
    if (!isNew) return;
    added.current = null;
    input.current?.focus();
  }, [isNew, added]);
  const place = spelled(path);
  const isPeriodWrong = useFaults(path, "period").length > 0;
  const { within } = has;
  const reaches: Record<FetchReach, string> = { last: t("fetch.tree.within.last"), next: t("fetch.tree.within.next") };
  return (
    <>
      <Select
        ref={input}
        size="xs"
        className={css.hasWord}
        aria-label={t("fetch.tree.has")}
        data={[{ value: "one", label: t("fetch.tree.hasOne") }, { value: "none", label: t("fetch.tree.hasNone") }]}
        value={has.negated ? "none" : "one"}
        onChange={(word) => set({ negated: word === "none" })}
        data-testid={`fetch-has-${place}`}
      />
      <Select
        size="xs"
        className={css.relation}
        aria-label={t("fetch.tree.relation")}
        data={data}
        value={has.relation}
        searchable
        selectFirstOptionOnChange
        maxDropdownHeight={340}
        error={useFaults(path, "relation").length > 0}
        onChange={(word) => {
          const next = offered.find((of) => of.relation === word);
          if (!next) return;
          // Rules about other rows make no sense here.
          const rules = next.source === relation?.source ? undefined : [];
          edit(path, { has: { ...has, relation: word as FetchRelation, within: next.date === null ? null : within }, ...(rules ? { rules } : {}) });
        }}
        data-testid={`fetch-relation-${place}`}
      />
      {relation?.date === null && within === null ? null : (
        <Select
          size="xs"
          className={css.period}
          aria-label={relation?.date ? `${t("fetch.tree.period")}: ${relation.date}` : t("fetch.tree.period")}
          data={[{ value: "ever", label: t("fetch.tree.anyTime") }, ...(["last", "next"] as const).map((reach) => ({ value: reach as string, label: reaches[reach] }))]}
          value={within?.reach ?? "ever"}
          error={isPeriodWrong}
          onChange={(word) => set({ within: word === "last" || word === "next" ? { ...(within ?? FIRST_PERIOD), reach: word } : null })}
          data-testid={`fetch-period-${place}`}
        />
      )}
      {within ? (
        <>
          <NumberText
            size="xs"
            className={css.count}
            aria-label={t("fetch.tree.number")}
            // What is no number is not taken: a period always has one.
            value={String(within.count)}
            onChange={(typed) => set({ within: { ...within, count: Number(typed.replace(/\D/g, "").slice(0, 5)) } })}
            data-testid={`fetch-period-count-${place}`}
          />
          <Select
            size="xs"
            className={css.unit}
            aria-label={t("fetch.tree.unit")}
            data={UNITS.map((unit) => ({ value: unit as string, label: t(`fetch.unit.${unit}`) }))}
            value={within.unit}
            onChange={(unit) => unit !== null && set({ within: { ...within, unit: unit as FetchUnit } })}
            data-testid={`fetch-period-unit-${place}`}
          />
        </>
      ) : null}
    </>
  );
}
