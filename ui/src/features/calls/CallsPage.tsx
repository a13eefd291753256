import { UnstyledButton } from "@mantine/core";
import { useState } from "react";

import { Answer } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { PageHead, Panel } from "../../components/Panel";
import { useAsk, type CallSelectAsk, type CallSelectTypes, type ContactType, type CustomerId } from "../../ipc";
import { count } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { plainAsk } from "./ask";
import css from "./Calls.module.css";
import { List } from "./List";
import { Mine } from "./Mine";
import { RecycleView } from "./RecycleView";

/** Counting every contact type reads the whole store; a minute is soon enough for a number at the side. */
const RECOUNT_MS = 60_000;

/** Contact types at the left, who is due in the middle, the agent's own work at the right. */
export function CallsPage({ type }: { type: string | null }) {
  const t = useWords();
  const asked = useAsk("call_select_types", {}, { refetchInterval: RECOUNT_MS });
  const title = t("calls.title");
  return (
    <>
      {asked.data ? null : <PageHead title={title} />}
      <Answer query={asked} lines={8}>
        {(answer) => <Page answer={answer} type={answer.types.find((row) => row.contact_type === type)?.contact_type ?? firstDue(answer)} title={title} />}
      </Answer>
    </>
  );
}

/** The first in the morning's order that has somebody. */
function firstDue({ types }: CallSelectTypes): ContactType {
  return (types.find((row) => row.due > 0) ?? types[0])?.contact_type ?? "maintenance";
}

function Page({ answer, type, title }: { answer: CallSelectTypes; type: ContactType; title: string }) {
  const t = useWords();
  const [asks, setAsks] = useState<Partial<Record<ContactType, CallSelectAsk>>>({});
  const [working, setWorking] = useState<CustomerId | null>(null);
  const mine = useAsk("call_select_mine", {});
  const ask = asks[type] ?? plainAsk(type);
  const chosen = answer.types.find((row) => row.contact_type === type);
  const goOn = (): void => {
    const calls = mine.data?.calls ?? [];
    const place = calls.findIndex((one) => one.customer === working);
    // The one after it in the list, else from the top: "whole file, next customer".
    const next = calls[place + 1] ?? calls.find((one) => one.customer !== working);
    setWorking(next?.customer ?? null);
  };
  return (
    <>
      <PageHead title={title}>
        <ExportList list={{ kind: "call_select", ask }} what={t("calls.list", { type: t(`contactType.${type}`) })} />
      </PageHead>
      <div className={css.page}>
        <Panel label={t("calls.types")} flush>
          <nav className={css.types} aria-label={t("calls.types")}>
            {answer.types.map((row) => (
              <UnstyledButton key={row.contact_type} className={css.type} aria-current={row.contact_type === type} aria-label={t("calls.typeDue", { type: t(`contactType.${row.contact_type}`), n: row.due, free: row.free })} onClick={() => navigate(`/calls/${row.contact_type}`)} data-testid={`call-type-tab-${row.contact_type}`}>
                <span>{t(`contactType.${row.contact_type}`)}</span>
                <span className={css.figure}>{count(row.due)}</span>
              </UnstyledButton>
            ))}
          </nav>
        </Panel>
        {chosen ? <List key={type} type={chosen} cities={answer.cities} ask={ask} onAsk={(next) => setAsks((before) => ({ ...before, [type]: next }))} /> : null}
        <Mine onOpen={setWorking} />
      </div>
      {working !== null ? <RecycleView key={working} customer={working} onClose={() => setWorking(null)} onDone={goOn} /> : null}
    </>
  );
}
