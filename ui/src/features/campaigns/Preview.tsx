import { Button, Divider, Loader, UnstyledButton } from "@mantine/core";
import { useState, type ReactNode } from "react";

import { DataAge } from "../../components/DataAge";
import { ExportList } from "../../components/Export";
import { Empty, Panel } from "../../components/Panel";
import type { AppError, AudiencePreview, CampaignId, CampaignSpec, PreviewGroup, PreviewPerson } from "../../ipc";
import { useZone } from "../../lib/clock";
import { count, dateShort, day, isoDay, phoneEnd } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import css from "./Campaigns.module.css";
import { Parts } from "./Parts";
import { ReasonDrawer } from "./ReasonDrawer";

type PreviewProps = {
  spec: CampaignSpec | null;
  campaign: CampaignId | null;
  preview: AudiencePreview | undefined;
  counting: boolean;
  error: AppError | null;
  /** What stands above the figures: of which step they are. */
  head?: ReactNode;
};

/** Who would get a drop, in order, and who would not, and why: at the side all the time. */
export function Preview({ spec, campaign, preview, counting, error, head }: PreviewProps) {
  const t = useWords();
  const zone = useZone();
  const [opened, setOpened] = useState<PreviewGroup | null>(null);
  // Due by a query means found by it.
  const titleOf = ({ group }: PreviewGroup): string => (group === "not_due" && spec?.contact_type === "fetch_automation" ? t("campaigns.preview.notFound") : t(`reasonGroup.${group}`));
  if (preview?.customers === 0) {
    return (
      <Panel title={t("campaigns.preview.title")} className={css.side}>
        <Empty title={t("campaigns.preview.noCustomers")} action={<Button variant="light" size="xs" onClick={() => navigate("/imports")}>{t("campaigns.preview.toImport")}</Button>}>
          {t("campaigns.preview.noCustomersHint")}
        </Empty>
      </Panel>
    );
  }
  const would = preview ? count(preview.would_get) : "";
  const not = preview?.groups.reduce((sum, group) => sum + group.customers, 0) ?? 0;
  const most = Math.max(1, ...(preview?.groups.map((group) => group.customers) ?? []));
  return (
    <Panel label={t("campaigns.preview.title")} className={css.side} testId="preview">
      {head ? <div style={{ marginBottom: 10 }}>{head}</div> : null}
      <div aria-live="polite" aria-busy={counting}>
        <div style={{ display: "flex", alignItems: "center", gap: 10 }}>
          <span className={css.big} data-testid="preview-eligible">
            {preview ? count(preview.eligible) : "–"}
          </span>
          {counting ? <Loader size={14} aria-label={t("campaigns.preview.counting")} /> : null}
          <span style={{ flex: 1 }} />
          {spec && preview && preview.eligible > 0 ? <ExportList list={{ kind: "eligible", spec, campaign }} what={t("campaigns.preview.title")} size="xs" /> : null}
        </div>
        <div className="quiet">
          {!preview
            ? error ? null : t("campaigns.preview.counting")
            : preview.would_get === preview.eligible
              ? t("campaigns.preview.can")
              : preview.next_run_at
                ? t("campaigns.preview.wouldOn", { n: would, on: dateShort(isoDay(preview.next_run_at, zone)) })
                : t("campaigns.preview.would", { n: would })}
        </div>
      </div>
      {preview ? <DataAge of={preview.data_as_of} /> : null}
      {error ? (
        <div role="status" style={{ marginTop: 8, color: "var(--mantine-color-error)" }}>
          {t("campaigns.preview.cannot")} {error.message}
        </div>
      ) : null}
      {preview && preview.first.length > 0 ? <Order people={preview.first} /> : null}
      {preview ? (
        <>
          <Divider my="sm" label={t("campaigns.preview.not", { n: count(not) })} labelPosition="left" styles={{ label: { fontSize: "0.8125rem" } }} />
          {preview.groups
            .filter((group) => group.customers > 0)
            .map((group) => (
              <div key={group.group}>
                <UnstyledButton className={css.reason} onClick={() => setOpened(group)} aria-label={t("campaigns.preview.people", { n: count(group.customers), reason: titleOf(group) })} data-testid={`reason-${group.group}`}>
                  <span className={css.reasonLine}>
                    <span>{titleOf(group)}</span>
                    <span className="number">{count(group.customers)}</span>
                  </span>
                  <span className={css.reasonBar} style={{ display: "block" }}>
                    <span style={{ width: `${(100 * group.customers) / most}%` }} />
                  </span>
                </UnstyledButton>
                <Parts group={group} />
              </div>
            ))}
        </>
      ) : null}
      {spec && opened ? <ReasonDrawer spec={spec} campaign={campaign} group={opened} onClose={() => setOpened(null)} /> : null}
    </Panel>
  );
}

function Order({ people }: { people: PreviewPerson[] }) {
  const t = useWords();
  return (
    <>
      <div className="quiet small" style={{ display: "flex", justifyContent: "space-between", marginTop: 12, fontWeight: 600 }}>
        <span>{t("campaigns.preview.order")}</span>
        <span>{t("campaigns.preview.lastContact")}</span>
      </div>
      <div className={css.people} tabIndex={0} role="list" aria-label={t("campaigns.preview.order")} style={{ marginTop: 4 }}>
        {people.map((person) => (
          <Person key={person.customer} person={person} />
        ))}
      </div>
    </>
  );
}

export function Person({ person }: { person: PreviewPerson }) {
  const t = useWords();
  const zone = useZone();
  return (
    <div className={css.person} role="listitem">
      <span className="clip" title={person.name}>
        {person.name}
      </span>
      <span className="figures nowrap">{person.last_contact_at ? day(person.last_contact_at, zone) : t("common.never")}</span>
      <span className="quiet small clip" style={{ gridColumn: "1 / -1" }}>
        {[person.vehicle, person.kind ? `${t(`phoneKindSmall.${person.kind}`)} ${phoneEnd(person.number)}` : null].filter(Boolean).join(" · ")}
      </span>
    </div>
  );
}

