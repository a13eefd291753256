import { Alert, Badge, Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconInfoCircle } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";

import { Answer, ErrorNote, tell } from "../../components/Errors";
import { PageHead, Panel } from "../../components/Panel";
import type { AppError} from "../../ipc";
import { appError, call, invalidate, queries, queryKey, useAsk, type AudiencePreview, type CampaignDto } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { count, dateShort, dayTime, isoDay, time } from "../../lib/format";
import { fieldErrors, showFirstFault } from "../../lib/fields";
import { replacePlace, setGuard } from "../../lib/router";
import { useWords, type Words } from "../../words/i18n";
import css from "./Campaigns.module.css";
import { Checks } from "./Checks";
import { draftOf, newDraft, SPEC_FIELDS, specOf, type Draft, type Faults } from "./draft";
import { Preview } from "./Preview";
import { When } from "./When";
import { Which } from "./Which";
import { Who } from "./Who";

/** How long the fingers rest before the audience is counted again. */
const PREVIEW_DEBOUNCE_MS = 350;
/** A preview on the screen follows a store that is at work. */
const PREVIEW_EVERY_MS = 20_000;
/** What else runs that day changes seldom, and asking judges the store once for every other campaign. */
const OVERLAPS_FRESH_MS = 60_000;

export function BuilderPage({ id }: { id: number | null }) {
  const zone = useZone();
  const now = useNow(60_000);
  const asked = useAsk("campaign_get", { id: id ?? 0 }, { enabled: id !== null });
  const today = isoDay(now ?? Date.now(), zone);
  if (id === null) return <Builder campaign={null} start={newDraft(today)} />;
  return <Answer query={asked}>{(campaign) => campaign.schedule !== null ? <InSchedule id={campaign.schedule} /> : <Builder campaign={campaign} start={draftOf(campaign.spec, today)} />}</Answer>;
}

/** A step is changed in its schedule. */
function InSchedule({ id }: { id: number }) {
  useEffect(() => replacePlace(`/campaigns/schedules/${id}`), [id]);
  return null;
}

type BuilderProps = { campaign: CampaignDto | null; start: Draft };

/** One page in four parts. What is typed stays, whatever the host says about it. */
function Builder({ campaign, start }: BuilderProps) {
  const t = useWords();
  const zone = useZone();
  const [base, setBase] = useState(start);
  const [draft, setDraft] = useState(() => handedOver.draft ?? start);
  /** The draft as it is now, also for whoever began to save an earlier one. */
  const latest = useRef(draft);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState<"save" | "activate" | null>(null);
  const dirty = JSON.stringify(draft) !== JSON.stringify(base);
  const set = (part: Partial<Draft>): void => {
    latest.current = { ...latest.current, ...part };
    setDraft(latest.current);
    setError(null);
  };
  useEffect(() => {
    setGuard(dirty ? () => true : null);
    return () => setGuard(null);
  }, [dirty]);

  const { spec, faults } = useMemo(() => specOf(draft), [draft]);
  const [askedSpec] = useDebouncedValue(spec, PREVIEW_DEBOUNCE_MS);
  const preview = useAsk("campaign_preview", { spec: askedSpec!, campaign: campaign?.id ?? null }, { enabled: askedSpec !== null, placeholderData: keepPreviousData, refetchInterval: PREVIEW_EVERY_MS, staleTime: 5_000 });

  const overlaps = useAsk("campaign_overlaps", { spec: askedSpec!, campaign: campaign?.id ?? null }, { enabled: askedSpec !== null && preview.isSuccess, placeholderData: keepPreviousData, staleTime: OVERLAPS_FRESH_MS });

  // A new draft without a name is no fault while it is being built; it becomes one when it is saved.
  const counted = preview.error?.field === "name" || preview.error?.field === "message" ? null : preview.error;
  // What the preview found wrong stands beside its field too, while the host has said nothing about the same field.
  const own = ownErrors(faults, t);
  const leaf = counted?.field?.split(/[.[\]]+/).pop();
  if (counted && leaf && counted.field !== error?.field) own[leaf] ??= counted.message;
  const errors = fieldErrors(error, SPEC_FIELDS, own);

  const save = async (activate: boolean): Promise<void> => {
    setError(null);
    if (!spec) showFirstFault();
    if (!spec || busy) return;
    setBusy(activate ? "activate" : "save");
    try {
      let saved = await call("campaign_save", { id: campaign?.id ?? null, spec, based_on: campaign?.version ?? null });
      const kept = draftOf(saved.spec, draft.startOn ?? "");
      queries.setQueryData(queryKey("campaign_get", { id: saved.id }), saved);
      setBase(kept);
      // What was typed while it was being saved is not saved yet, and stays.
      const unsaved = latest.current === draft ? null : latest.current;
      if (!unsaved) {
        latest.current = kept;
        setDraft(kept);
        setGuard(null);
      }
      const moveOn = (error: AppError | null): void => {
        handedOver = { error, draft: latest.current === kept ? null : latest.current };
        replacePlace(`/campaigns/${saved.id}`);
      };
      if (activate) {
        try {
          saved = await call("campaign_activate", { id: saved.id });
          queries.setQueryData(queryKey("campaign_get", { id: saved.id }), saved);
        } catch (thrown) {
          // The draft is saved; only the activation was refused. The page says why, also after it got its number.
          setError(appError(thrown));
          invalidate(["campaigns"]);
          if (campaign === null) moveOn(appError(thrown));
          return;
        }
      }
      tell(activate ? t("campaigns.build.activated", { at: saved.next_run_at ? dayTime(saved.next_run_at, zone) : "–" }) : t("campaigns.build.saved"));
      invalidate(["campaigns"]);
      if (campaign === null) moveOn(null);
    } catch (thrown) {
      setError(appError(thrown));
      showFirstFault();
    } finally {
      setBusy(null);
    }
  };
  useEffect(() => {
    if (handedOver.error) setError(handedOver.error);
    handedOver = NOTHING;
  }, []);

  const active = campaign?.state === "active";
  return (
    <>
      <PageHead title={<Title campaign={campaign} name={draft.name} dirty={dirty} />} crumbs={[{ label: t("campaigns.title"), to: "/campaigns" }]}>
        <Summary preview={preview.data} />
        <Button variant="default" loading={busy === "save"} disabled={busy !== null} onClick={() => void save(false)} data-testid="save-draft">
          {active ? t("campaigns.build.saveActive") : t("campaigns.build.save")}
        </Button>
        {active ? null : (
          <Button loading={busy === "activate"} disabled={busy !== null} onClick={() => void save(true)} data-testid="activate">
            {t("campaigns.build.activate")}
          </Button>
        )}
      </PageHead>
      {campaign?.running && (dirty || !campaign.running.is_newest) ? (
        <Alert color="blue" variant="light" icon={<IconInfoCircle size={18} />} mb="sm" data-testid="old-version">
          {t("campaigns.build.oldVersion", { at: time(campaign.running.version_saved_at, zone) })}
        </Alert>
      ) : null}
      {errors.rest ? (
        <div style={{ marginBottom: 12 }}>
          <ErrorNote error={errors.rest} />
        </div>
      ) : null}
      <div className={css.builder}>
        <div className={css.parts}>
          <Part step={1} title={t("campaigns.build.who")}>
            <Who draft={draft} set={set} errorOf={errors.of} />
          </Part>
          <Part step={2} title={t("campaigns.build.which")}>
            <Which draft={draft} set={set} errorOf={errors.of} />
          </Part>
          <Part step={3} title={t("campaigns.build.when")}>
            <When draft={draft} set={set} errorOf={errors.of} />
          </Part>
          <Part step={4} title={t("campaigns.build.check")}>
            <Checks todo={toDo(draft, preview.data, campaign?.warning ?? null, t)} notices={[...(preview.data?.notices ?? []), ...(overlaps.data?.notices ?? [])]} />
          </Part>
        </div>
        <Preview spec={askedSpec} campaign={campaign?.id ?? null} preview={preview.data} counting={preview.isFetching || spec !== askedSpec} error={counted} />
      </div>
    </>
  );
}

type HandedOver = { error: AppError | null; draft: Draft | null };

const NOTHING: HandedOver = { error: null, draft: null };

/** While a draft gets its number, to the page that takes this one's place: a refused activation, and what was typed. */
let handedOver = NOTHING;

export function ownErrors(faults: Faults, t: Words): Record<string, string> {
  const words = { number: t("common.wholeNumber"), time: t("common.aTime"), date: t("common.aDate") };
  return Object.fromEntries(Object.entries(faults).map(([field, fault]) => [field, words[fault]]));
}

export function Part({ step, title, children }: { step: number; title: string; children: ReactNode }) {
  return (
    <Panel
      label={title}
      title={
        <>
          <span className={css.step} aria-hidden>
            {step}
          </span>
          {title}
        </>
      }
    >
      {children}
    </Panel>
  );
}

function Title({ campaign, name, dirty }: { campaign: CampaignDto | null; name: string; dirty: boolean }) {
  const t = useWords();
  return (
    <>
      <span>{name.trim() || t("campaigns.build.newTitle")}</span>
      <Badge color={campaign?.state === "active" ? "teal" : "gray"}>{t(`campaigns.state.${campaign?.state ?? "draft"}`)}</Badge>
      {dirty ? (
        <Badge color="yellow" variant="light" c="var(--mantine-color-text)" data-testid="unsaved">
          {t("campaigns.build.changed")}
        </Badge>
      ) : null}
    </>
  );
}

export function Summary({ preview }: { preview: AudiencePreview | undefined }) {
  const t = useWords();
  const zone = useZone();
  if (!preview?.next_run_at) return null;
  const when = `${dateShort(isoDay(preview.next_run_at, zone))} ${time(preview.next_run_at, zone)}`;
  const line = t("campaigns.preview.line", { when, would: count(preview.would_get), eligible: count(preview.eligible) });
  const credits = preview.credits === null ? null : t("campaigns.preview.credits", { n: count(preview.would_get), credits: count(preview.credits) });
  return <span className="quiet figures">{[line, credits].filter(Boolean).join(" · ")}</span>;
}

/** What has to be done before it can run, in words. */
function toDo(draft: Draft, preview: AudiencePreview | undefined, warning: string | null, t: Words): string[] {
  const open: string[] = [];
  if (draft.name.trim() === "") open.push(t("campaigns.build.checkName"));
  const chosen = draft.messageKind === "single" ? draft.message !== null : draft.english !== null && draft.french !== null;
  if (!chosen) open.push(t("campaigns.build.checkMessage"));
  if (draft.contactType === "fetch_automation" && draft.aim.fetch === null) open.push(t("campaigns.build.checkQuery"));
  if (preview && preview.eligible === 0) open.push(t("campaigns.build.checkNobody"));
  if (warning) open.push(warning);
  return [...new Set(open)];
}
