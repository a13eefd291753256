import { Button, Input, MultiSelect, Select } from "@mantine/core";
import { useState } from "react";

import { useAsk, type ContactType, type FetchChoice, type Subtype } from "../../ipc";
import { count, date } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Campaigns.module.css";
import { CONTACT_TYPES } from "./draft";
import type { PartProps } from "./Who";

/** The parts that a contact type has; the host refuses any other. */
const SUBTYPES: Partial<Record<ContactType, Subtype[]>> = {
  maintenance: ["first_service", "regulars", "thin_ice"],
  confirm: ["level_1", "level_2"],
  service_follow_up: ["customer_pay", "warranty_pay", "internal_pay"],
  special_order_parts: ["front_counter", "back_counter"],
};

/** Hints stand below, so that fields of one row stand on one line. */
export const BELOW: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

/** What of the contact type is meant. A type that is one thing has no field here. */
export function Target(part: PartProps) {
  switch (part.draft.contactType) {
    case "maintenance":
    case "confirm":
    case "service_follow_up":
    case "special_order_parts":
      return <Subtypes {...part} />;
    case "recall":
      return <Recalls {...part} />;
    case "marketing":
      return <FetchCampaigns {...part} />;
    case "fetch_automation":
      return <SavedQuery {...part} />;
    case "no_show":
    case "mvi":
    case "declined_work":
    case "sales":
    case "unsold":
      return null;
  }
}

function Subtypes({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  const chosen = draft.aim.subtypes;
  const choose = (subtypes: Subtype[]): void => set({ aim: { ...draft.aim, subtypes } });
  const all = SUBTYPES[draft.contactType] ?? [];
  const toggle = (one: Subtype): void => choose(all.filter((other) => (other === one ? !chosen.includes(one) : chosen.includes(other))));
  const said = chosen.length === 0 ? [t(`campaigns.build.allOf.${draft.contactType as "maintenance"}`)] : chosen.map((one) => t(`subtypeHint.${one}`));
  return (
    <Input.Wrapper className={css.w12} label={t("campaigns.build.target")} error={errorOf("subtypes")} description={said.join(" · ")} inputWrapperOrder={BELOW} data-testid="field-subtypes">
      <div role="group" aria-label={t("campaigns.build.target")} className={css.toggles}>
        <Toggle label={t("common.all")} on={chosen.length === 0} onClick={() => choose([])} testId="target-all" />
        {all.map((one) => (
          <Toggle key={one} label={t(`subtype.${one}`)} on={chosen.includes(one)} onClick={() => toggle(one)} testId={`target-${one}`} />
        ))}
      </div>
    </Input.Wrapper>
  );
}

type ToggleProps = { label: string; name?: string; on: boolean; onClick: () => void; testId: string };

/** One of several things, of which any number can be meant. */
export function Toggle({ label, name, on, onClick, testId }: ToggleProps) {
  return (
    <Button size="xs" px={12} variant={on ? "filled" : "default"} aria-pressed={on} aria-label={name} onClick={onClick} data-testid={testId}>
      {label}
    </Button>
  );
}

function Recalls({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  const recalls = useAsk("campaign_choices", {}).data?.recalls ?? [];
  const chosen = draft.aim.recalls;
  const onFile = recalls.map((row) => ({ value: row.campaign, label: t("campaigns.build.recallLine", { name: [row.campaign, row.title].filter(Boolean).join(", "), count: row.vehicles, n: count(row.vehicles) }) }));
  const gone = chosen.filter((name) => !recalls.some((row) => row.campaign === name)).map((name) => ({ value: name, label: t("campaigns.build.noneOnFile", { name }) }));
  return (
    <MultiSelect
      className={css.w12}
      label={t("campaigns.build.recalls")}
      description={recalls.length === 0 ? t("campaigns.build.noRecalls") : undefined}
      inputWrapperOrder={BELOW}
      placeholder={chosen.length === 0 ? t("campaigns.build.recallsAll") : undefined}
      data={[...onFile, ...gone]}
      value={chosen}
      onChange={(names) => set({ aim: { ...draft.aim, recalls: names } })}
      error={errorOf("recalls")}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("common.clear", { name: t("campaigns.build.recalls") }) }}
      data-testid="field-recalls"
    />
  );
}

function FetchCampaigns({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  const asked = useAsk("campaign_choices", {}).data;
  const there = asked?.fetch_campaigns ?? [];
  const chosen = draft.aim.fetch_campaigns;
  const lines = there.map((row) => ({ value: String(row.id), label: t("campaigns.build.fetchCampaignLine", { name: row.name, count: row.customers, n: count(row.customers), on: date(row.expires_on) }) }));
  const gone = chosen.filter((id) => !there.some((row) => row.id === id)).map((id) => ({ value: String(id), label: t("campaigns.build.fetchCampaignGone", { id }) }));
  return (
    <MultiSelect
      className={css.w12}
      label={t("campaigns.build.fetchCampaigns")}
      description={asked && there.length === 0 ? t("campaigns.build.noFetchCampaigns") : undefined}
      inputWrapperOrder={BELOW}
      placeholder={chosen.length === 0 ? t("campaigns.build.fetchCampaignsAll") : undefined}
      data={[...lines, ...gone]}
      value={chosen.map(String)}
      onChange={(ids) => set({ aim: { ...draft.aim, fetch_campaigns: ids.map(Number) } })}
      error={errorOf("fetch_campaigns")}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("common.clear", { name: t("campaigns.build.fetchCampaigns") }) }}
      data-testid="field-fetch_campaigns"
    />
  );
}

/** The query, what its contacts are recorded as, and with which code (S17). */
function SavedQuery({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  const asked = useAsk("campaign_choices", {}).data;
  const setup = useAsk("recycle_setup", {}).data;
  const fetch = draft.aim.fetch;
  // Until there is a query there is nothing that could bear the other two.
  const [waiting, setWaiting] = useState<Pick<FetchChoice, "records" | "code">>({ records: "maintenance", code: null });
  const { records, code } = fetch ?? waiting;
  const change = (part: Partial<FetchChoice>): void => {
    const next = { records, code, ...part };
    if (fetch || part.query !== undefined) set({ aim: { ...draft.aim, fetch: { query: part.query ?? fetch?.query ?? 0, records: next.records, code: next.code } } });
    else setWaiting(next);
  };
  const queries = asked?.fetch_queries ?? [];
  const gone = fetch && asked && !queries.some((row) => row.id === fetch.query) ? [{ value: String(fetch.query), label: t("campaigns.build.queryGone") }] : [];
  const codes = (setup?.types.find((row) => row.contact_type === records)?.codes ?? []).filter((row) => row.active && !row.is_voice_drop);
  return (
    <>
      <Select
        className={css.w6}
        label={t("campaigns.build.query")}
        description={asked && queries.length === 0 ? t("campaigns.build.noQueries") : t("campaigns.build.queryHint")}
      inputWrapperOrder={BELOW}
        placeholder={t("campaigns.build.chooseQuery")}
        data={[...queries.map((row) => ({ value: String(row.id), label: row.name })), ...gone]}
        value={fetch ? String(fetch.query) : null}
        onChange={(id) => id && change({ query: Number(id) })}
        error={errorOf("fetch")}
        searchable
        data-testid="field-fetch"
      />
      <Select
        className={css.w3}
        label={t("campaigns.build.records")}
        description={t("campaigns.build.recordsHint")}
      inputWrapperOrder={BELOW}
        data={CONTACT_TYPES.filter((type) => type !== "fetch_automation").map((value) => ({ value, label: t(`contactType.${value}`) }))}
        value={records}
        onChange={(value) => value && change({ records: value as ContactType, code: null })}
        maxDropdownHeight={360}
        data-testid="field-fetch-records"
      />
      <Select
        className={css.w3}
        label={t("campaigns.build.code")}
        description={t("campaigns.build.codeHint")}
      inputWrapperOrder={BELOW}
        data={[{ value: "", label: t("campaigns.build.voiceDropCode") }, ...codes.map((row) => ({ value: String(row.id), label: t("campaigns.build.codeLine", { name: row.name, count: row.days }) }))]}
        value={code === null ? "" : String(code)}
        onChange={(id) => change({ code: id ? Number(id) : null })}
        allowDeselect={false}
        data-testid="field-fetch-code"
      />
    </>
  );
}
