import { TextInput } from "@mantine/core";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { tell } from "../../components/Errors";
import { DateField } from "../../components/Fields";
import { Link } from "../../components/Panel";
import { useAct, type AppError, type FetchCampaignDto, type FetchQuery, type FetchQueryDto } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { count, date, isoDay, readDate } from "../../lib/format";
import { navigate, setGuard } from "../../lib/router";
import { useWords } from "../../words/i18n";

/** A list that is worked through within a month. */
const EXPIRES_AFTER_DAYS = 30;

type NameDialogProps = {
  opened: boolean;
  title: string;
  yes: string;
  name: string;
  body?: string;
  error?: AppError | null;
  onClose: () => void;
  onYes: (name: string) => Promise<unknown>;
};

/** Asks for a name. */
export function NameDialog({ opened, title, yes, name, body, error, onClose, onYes }: NameDialogProps) {
  const t = useWords();
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? name;
  const close = (): void => {
    setTyped(null);
    onClose();
  };
  return (
    <Confirm opened={opened} title={title} yes={yes} disabled={value.trim() === ""} onClose={close} onYes={() => onYes(value.trim())}>
      {body ? <p style={{ marginTop: 0 }}>{body}</p> : null}
      <TextInput label={t("fetch.saveDialog.name")} value={value} onChange={(event) => setTyped(event.currentTarget.value)} error={error?.field === "name" ? true : undefined} data-testid="fetch-name" data-autofocus />
    </Confirm>
  );
}

type RenameProps = { opened: boolean; id: number; name: string; query: FetchQuery; onClose: () => void };

export function RenameDialog({ opened, id, name, query, onClose }: RenameProps) {
  const t = useWords();
  const save = useAct("fetch_save");
  return (
    <NameDialog
      opened={opened}
      title={t("fetch.saveDialog.titleRename", { name })}
      yes={t("fetch.saveDialog.rename")}
      name={name}
      error={save.error}
      onClose={onClose}
      onYes={(next) => save.mutateAsync({ id, name: next, query })}
    />
  );
}

type DeleteProps = { opened: boolean; query: FetchQueryDto; here: boolean; onClose: () => void };

/** What an active campaign asks cannot be deleted; the reason is said before anything is tried. */
export function DeleteDialog({ opened, query, here, onClose }: DeleteProps) {
  const t = useWords();
  const act = useAct("fetch_delete");
  const { id, name, used_by } = query;
  const used = used_by.length > 0;
  return (
    <Confirm
      opened={opened}
      title={t("fetch.deleteDialog.title", { name })}
      yes={t("fetch.deleteDialog.yes")}
      red
      disabled={used}
      onClose={onClose}
      onYes={async () => {
        await act.mutateAsync({ id });
        tell(t("fetch.deleteDialog.done", { name }));
        if (!here) return;
        // What is deleted cannot be left unsaved.
        setGuard(null);
        navigate("/fetch");
      }}
    >
      <span data-testid="fetch-delete-why">{used ? t("fetch.deleteDialog.inUse", { count: used_by.length, names: used_by.join(", ") }) : t("fetch.deleteDialog.body")}</span>
    </Confirm>
  );
}

type SendProps = { opened: boolean; id: number; name: string; onClose: () => void; onSent: (made: FetchCampaignDto) => void };

/** Sends what the query finds now to Call Select, until a day. */
export function SendDialog({ opened, id, name, onClose, onSent }: SendProps) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  const act = useAct("fetch_campaign_make");
  const today = isoDay(now ?? Date.now(), zone);
  const [typed, setTyped] = useState<string | null>(null);
  const [until, setUntil] = useState<string | null | undefined>(undefined);
  const value = typed ?? name;
  const expires = until === undefined ? daysAfter(today, EXPIRES_AFTER_DAYS) : until;
  const close = (): void => {
    setTyped(null);
    setUntil(undefined);
    act.reset();
    onClose();
  };
  return (
    <Confirm
      opened={opened}
      title={t("fetch.sendDialog.title", { name })}
      yes={t("fetch.sendDialog.yes")}
      disabled={value.trim() === "" || readDate(expires ?? "") === null}
      onClose={close}
      onYes={async () => {
        if (expires !== null) onSent(await act.mutateAsync({ query: id, name: value.trim(), expires_on: expires }));
      }}
    >
      <p style={{ marginTop: 0 }}>{t("fetch.sendDialog.body")}</p>
      <TextInput label={t("fetch.sendDialog.name")} value={value} onChange={(event) => setTyped(event.currentTarget.value)} error={act.error?.field === "name" ? true : undefined} data-testid="fetch-send-name" data-autofocus />
      <DateField
        mt="sm"
        label={t("fetch.sendDialog.expires")}
        description={t("fetch.sendDialog.expiresHint")}
        value={expires}
        onChange={setUntil}
        minDate={today}
        error={act.error?.field === "expires_on" ? true : undefined}
        data-testid="fetch-send-expires"
      />
    </Confirm>
  );
}

/** What came of it, with the way to Call Select. */
export function Sent({ campaign }: { campaign: FetchCampaignDto }) {
  const t = useWords();
  return (
    <div role="status" data-testid="fetch-sent" style={{ display: "flex", gap: 12, flexWrap: "wrap" }}>
      <span>{t("fetch.sendDialog.done", { count: campaign.members, n: count(campaign.members), on: date(campaign.expires_on) })}</span>
      <Link to="/calls/marketing" testId="fetch-to-call-select">
        <b>{t("fetch.sendDialog.open")}</b>
      </Link>
    </div>
  );
}

function daysAfter(on: string, days: number): string {
  return new Date(Date.parse(`${on}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
