import { Button, SegmentedControl, Select } from "@mantine/core";

import { Play } from "../../components/Play";
import { useAsk, type MessageDto, type MessageId } from "../../ipc";
import { duration } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import css from "./Campaigns.module.css";
import type { PartProps } from "./Who";

/** Part 2: one message, or one per language (P4). */
export function Which({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  const messages = useAsk("message_list", {}).data?.messages;
  const single = draft.messageKind === "single";
  const error = errorOf("message");
  return (
    <>
      <SegmentedControl
        size="xs"
        mb="sm"
        aria-label={t("campaigns.build.which")}
        value={draft.messageKind}
        onChange={(value) => set({ messageKind: value as "single" | "per_language" })}
        data={[
          { value: "single", label: t("campaigns.build.single") },
          { value: "per_language", label: t("campaigns.build.perLanguage") },
        ]}
        data-testid="field-message-kind"
      />
      {messages?.length === 0 ? (
        <div>
          {t("campaigns.build.noMessages")}{" "}
          <Button size="compact-sm" variant="light" onClick={() => navigate("/messages")}>
            {t("campaigns.build.toMessages")}
          </Button>
        </div>
      ) : null}
      {single ? (
        <Choice label={t("campaigns.build.message")} messages={messages ?? []} value={draft.message} onChange={(message) => set({ message })} error={error} testId="field-message" />
      ) : (
        <div style={{ display: "grid", gap: 12 }}>
          <Choice label={t("campaigns.build.english")} messages={(messages ?? []).filter((row) => row.language === "en")} value={draft.english} onChange={(english) => set({ english })} error={errorOf("english") ?? error} testId="field-english" />
          <Choice label={t("campaigns.build.french")} messages={(messages ?? []).filter((row) => row.language === "fr")} value={draft.french} onChange={(french) => set({ french })} error={errorOf("french")} testId="field-french" />
        </div>
      )}
    </>
  );
}

type ChoiceProps = {
  label: string;
  messages: MessageDto[];
  value: MessageId | null;
  onChange: (id: MessageId | null) => void;
  error: string | undefined;
  testId: string;
};

function Choice({ label, messages, value, onChange, error, testId }: ChoiceProps) {
  const t = useWords();
  const chosen = messages.find((row) => row.id === value);
  return (
    <div>
      <MessageSelect label={label} messages={messages} value={value} onChange={onChange} error={error} testId={testId} />
      {chosen ? (
        <>
          <div className="quiet small" style={{ marginTop: 6 }}>
            {chosen.approved_by
              ? t("campaigns.build.messageLine", { language: t(`language.${chosen.language}`), duration: duration(chosen.duration_ms), who: chosen.approved_by })
              : `${t(`language.${chosen.language}`)} · ${duration(chosen.duration_ms)} · ${t("campaigns.build.notApproved")}`}
          </div>
          {chosen.transcript ? <div className={css.words}>“{chosen.transcript}”</div> : null}
        </>
      ) : null}
    </div>
  );
}

/** A recording by name, to be chosen and heard. */
export function MessageSelect({ label, messages, value, onChange, error, testId }: ChoiceProps) {
  const t = useWords();
  const chosen = messages.find((row) => row.id === value);
  return (
    <div style={{ display: "flex", gap: 12, alignItems: "flex-end" }}>
      <Select
        style={{ flex: 1, minWidth: 0 }}
        label={label}
        placeholder={t("campaigns.build.chooseMessage")}
        data={messages.map((row) => ({
          value: String(row.id),
          label: `${row.name} (${t(`language.${row.language}`)}${row.approved_at ? "" : `, ${t("campaigns.build.notApproved")}`})`,
        }))}
        value={value === null ? null : String(value)}
        onChange={(next) => onChange(next === null ? null : Number(next))}
        error={error}
        searchable
        data-testid={testId}
      />
      {chosen ? <Play message={chosen.id} name={chosen.name} size={36} /> : null}
    </div>
  );
}
