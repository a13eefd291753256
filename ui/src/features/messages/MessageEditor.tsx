import { Alert, Button, Group, MultiSelect, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { Confirm } from "../../components/Confirm";
import { ErrorNote, tell } from "../../components/Errors";
import { Panel } from "../../components/Panel";
import { useAct, type ContactType, type Language, type MessageDto } from "../../ipc";
import { useHouse, useZone } from "../../lib/clock";
import { day, duration } from "../../lib/format";
import { fieldErrors } from "../../lib/fields";
import { setGuard } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { CONTACT_TYPES } from "../campaigns/draft";
import css from "./Messages.module.css";
import { TestDrop } from "./TestDrop";

const FIELDS = ["name", "language", "transcript", "contact_types"];

/** A recording's name, language and words, and its approval. */
export function MessageEditor({ message }: { message: MessageDto }) {
  const t = useWords();
  const zone = useZone();
  const save = useAct("message_save");
  const approve = useAct("message_approve");
  const withdraw = useAct("message_withdraw");
  const [name, setName] = useState(message.name);
  const [language, setLanguage] = useState<Language>(message.language);
  const [transcript, setTranscript] = useState(message.transcript);
  const [types, setTypes] = useState<ContactType[]>(message.contact_types);
  const [withdrawing, setWithdrawing] = useState(false);
  const dirty = name !== message.name || language !== message.language || transcript !== message.transcript || types.join() !== message.contact_types.join();
  useEffect(() => {
    setGuard(dirty ? () => true : null);
    return () => setGuard(null);
  }, [dirty]);
  const errors = fieldErrors(save.error ?? approve.error, FIELDS);
  const touch = (): void => {
    save.reset();
    approve.reset();
  };
  const { id } = message;
  const submit = (): void => save.mutate({ id, name, language, transcript, contact_types: types }, { onSuccess: () => tell(t("messages.saved")) });
  return (
    <Stack gap="sm">
      <Panel
        title={message.name}
        right={
          <Group gap="sm">
            {message.approved_at ? (
              <>
                <span className="quiet small">{t("messages.approvedBy", { who: message.approved_by ?? "", on: day(message.approved_at, zone) })}</span>
                <Button variant="default" onClick={() => setWithdrawing(true)} data-testid="message-withdraw">
                  {t("messages.withdraw")}
                </Button>
              </>
            ) : (
              <Button color="teal" disabled={dirty} title={dirty ? t("messages.approveSave") : t("messages.approveHint")} loading={approve.isPending} onClick={() => approve.mutate({ id })} data-testid="message-approve">
                {t("messages.approve")}
              </Button>
            )}
            <Button disabled={!dirty} loading={save.isPending} onClick={submit} data-testid="message-save">
              {t("messages.save")}
            </Button>
          </Group>
        }
      >
        {message.notices.map((notice) => (
          <Alert key={notice} color="yellow" variant="light" mb="sm" icon={<IconAlertTriangle size={18} />}>
            {notice}
          </Alert>
        ))}
        {message.approved_at ? null : <div className="quiet" style={{ marginBottom: 10 }}>{dirty ? t("messages.approveSave") : t("messages.approveHint")}</div>}
        <div className={css.editor}>
          <Stack gap="sm" onChange={touch}>
            <TextInput label={t("messages.name")} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.of("name")} data-testid="field-name" />
            <Group grow align="flex-start">
              <Select label={t("messages.language")} data={(["en", "fr"] as const).map((value) => ({ value, label: t(`language.${value}`) }))} value={language} onChange={(value) => value && setLanguage(value as Language)} error={errors.of("language")} data-testid="field-language" />
              <MultiSelect label={t("messages.contactTypes")} placeholder={types.length === 0 ? t("messages.contactTypesAll") : undefined} data={CONTACT_TYPES.map((value) => ({ value, label: t(`contactType.${value}`) }))} value={types} onChange={(value) => setTypes(value as ContactType[])} error={errors.of("contact_types")} clearable clearButtonProps={{ "aria-label": t("common.clear", { name: t("messages.contactTypes") }) }} data-testid="field-contact_types" />
            </Group>
            <Textarea label={t("messages.transcript")} description={t("messages.transcriptHint")} value={transcript} onChange={(event) => setTranscript(event.currentTarget.value)} error={errors.of("transcript")} autosize minRows={5} maxRows={14} data-testid="field-transcript" />
            {message.used_by.length > 0 ? <div className="quiet small">{t("messages.usedBy", { names: message.used_by.join(", ") })}</div> : null}
            {errors.rest ? <ErrorNote error={errors.rest} /> : null}
          </Stack>
          <AsPhone transcript={transcript} durationMs={message.duration_ms} />
        </div>
      </Panel>
      <TestDrop message={message} />
      <Confirm opened={withdrawing} red title={t("messages.withdrawTitle", { name: message.name })} yes={t("messages.withdraw")} onClose={() => setWithdrawing(false)} onYes={() => withdraw.mutateAsync({ id })}>
        {message.used_by.length > 0 ? t("messages.withdrawUsed", { names: message.used_by.join(", ") }) : t("messages.withdrawBody")}
      </Confirm>
    </Stack>
  );
}

/** The message is judged by the text a phone would show. */
function AsPhone({ transcript, durationMs }: { transcript: string; durationMs: number }) {
  const t = useWords();
  const store = useHouse()?.store?.name ?? "";
  return (
    <div>
      <div style={{ fontWeight: 550, marginBottom: 6 }}>{t("messages.asPhone")}</div>
      <div className={css.phone} data-testid="as-phone">
        <b>{t("messages.phoneVoicemail")}</b>
        <div className="quiet small">{t("messages.phoneFrom", { store })}</div>
        <div className={css.track} />
        <div className="quiet small figures" style={{ display: "flex", justifyContent: "space-between", marginBottom: 8 }}>
          <span>0 s</span>
          <span>{duration(durationMs)}</span>
        </div>
        {transcript.trim() === "" ? <i className="quiet">{t("messages.phoneNothing")}</i> : <>“{transcript.trim()}”</>}
      </div>
    </div>
  );
}
