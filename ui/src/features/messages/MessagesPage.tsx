import { Badge, UnstyledButton } from "@mantine/core";
import { Answer } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Empty, PageHead, Panel } from "../../components/Panel";
import { Play } from "../../components/Play";
import { useAsk, type MessageDto } from "../../ipc";
import { duration } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { AddMessage } from "./AddMessage";
import { MessageEditor } from "./MessageEditor";
import css from "./Messages.module.css";

/** Which message is looked at stands in the address, so that leaving an unsaved one asks first. */
export function MessagesPage({ id }: { id: number | null }) {
  const t = useWords();
  const asked = useAsk("message_list", {});
  const messages = asked.data?.messages ?? [];
  const message = messages.find((row) => row.id === id) ?? messages[0];
  return (
    <>
      <PageHead title={t("messages.title")}>{messages.length > 0 ? <ExportList list={{ kind: "messages" }} what={t("messages.title")} /> : null}</PageHead>
      <div className={css.page}>
        <Panel label={t("messages.title")} flush>
          <AddMessage onAdded={(added) => navigate(`/messages/${added.id}`)} />
          <Answer query={asked}>{({ messages: all }) => all.map((row) => <Item key={row.id} message={row} chosen={row.id === message?.id} onChoose={() => navigate(`/messages/${row.id}`)} />)}</Answer>
        </Panel>
        {message ? (
          <MessageEditor key={message.id} message={message} />
        ) : asked.data ? (
          <Panel label={t("messages.empty")}>
            <Empty title={t("messages.empty")}>{t("messages.emptyHint")}</Empty>
          </Panel>
        ) : null}
      </div>
    </>
  );
}

function Item({ message, chosen, onChoose }: { message: MessageDto; chosen: boolean; onChoose: () => void }) {
  const t = useWords();
  return (
    <div className={css.item} data-chosen={chosen || undefined} data-testid={`message-${message.id}`}>
      <Play message={message.id} name={message.name} />
      <UnstyledButton className={css.choose} onClick={onChoose} aria-current={chosen}>
        <div className="clip" style={{ fontWeight: 550 }} title={message.name}>
          {message.name}
        </div>
        <div className="quiet small">
          {t(`language.${message.language}`)} · {duration(message.duration_ms)}
        </div>
      </UnstyledButton>
      <Badge color={message.approved_at ? "teal" : "gray"}>{message.approved_at ? t("messages.approved") : t("messages.notApproved")}</Badge>
    </div>
  );
}
