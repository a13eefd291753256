import { ActionIcon, Badge, Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { Answer, tell } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Empty, Link, Panel } from "../../components/Panel";
import { useAct, useAsk, type CustomerId, type MyCall } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useNow, useZone } from "../../lib/clock";
import { count, near } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Calls.module.css";

/** Calls presented, not recycled: what the agent took and did not close. */
export function Mine({ onOpen }: { onOpen: (customer: CustomerId) => void }) {
  const t = useWords();
  const asked = useAsk("call_select_mine", {});
  const giveBack = useAct("call_select_give_back");
  const [asking, setAsking] = useState(false);
  const calls = asked.data?.calls ?? [];
  const back = async (customer: CustomerId | null): Promise<void> => {
    const { customers } = await giveBack.mutateAsync({ customer });
    tell(t("calls.mine.gaveBack", { count: customers }));
  };
  return (
    <Panel
      title={
        <>
          {t("calls.mine.title")} {calls.length > 0 ? <span className="quiet figures">{count(calls.length)}</span> : null}
          <div className="quiet small" style={{ fontWeight: 400 }}>
            {t("calls.mine.presented")}
          </div>
        </>
      }
      label={t("calls.mine.title")}
      right={
        calls.length > 0 ? (
          <>
            <Button size="compact-xs" variant="default" onClick={() => setAsking(true)} data-testid="give-all-back">
              {t("calls.mine.giveAllBack")}
            </Button>
            <ExportList list={{ kind: "my_calls" }} what={t("calls.mine.title")} size="compact-xs" />
          </>
        ) : null
      }
      flush
      testId="my-calls"
    >
      <div className={css.mine}>
        <Answer query={asked}>
          {() =>
            calls.length === 0 ? (
              <Empty title={t("calls.mine.none")}>{t("calls.mine.noneHint")}</Empty>
            ) : (
              <div role="list" aria-label={t("calls.mine.title")}>
                {calls.map((mine) => (
                  <Call key={mine.customer} mine={mine} onOpen={() => onOpen(mine.customer)} onGiveBack={() => void attempt(() => back(mine.customer))} />
                ))}
              </div>
            )
          }
        </Answer>
      </div>
      <Confirm opened={asking} title={t("calls.mine.giveAllTitle", { n: count(calls.length) })} yes={t("calls.mine.giveAllBack")} onClose={() => setAsking(false)} onYes={() => back(null)}>
        {t("calls.mine.giveAllBody")}
      </Confirm>
    </Panel>
  );
}

function Call({ mine, onOpen, onGiveBack }: { mine: MyCall; onOpen: () => void; onGiveBack: () => void }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  return (
    <div className={css.call} role="listitem" data-testid={`my-call-${mine.customer}`}>
      <div className={css.callHead}>
        <Link to={`/customers/${mine.customer}`}>{mine.name}</Link>
        <Button size="compact-xs" variant="light" onClick={onOpen} aria-label={t("calls.mine.open", { name: mine.name })} data-testid={`work-${mine.customer}`}>
          {t("calls.mine.work")}
        </Button>
        <ActionIcon size="sm" variant="subtle" color="gray" onClick={onGiveBack} aria-label={t("calls.mine.giveBack", { name: mine.name })} title={t("calls.mine.giveBack", { name: mine.name })} data-testid={`give-back-${mine.customer}`}>
          <IconArrowBackUp size={16} />
        </ActionIcon>
      </div>
      <div className={`${css.callPhones} small`}>
        {mine.phones.map((phone) => (
          <span key={phone.kind}>
            <span className="quiet">{t(`phoneKindSmall.${phone.kind}`)}</span> {phone.shown}
          </span>
        ))}
      </div>
      <div className="small quiet figures">
        {mine.contact_type ? t(`contactType.${mine.contact_type}`) : t("calls.mine.fromPage")} · {t("calls.mine.taken", { at: near(mine.taken_at, zone, now) })}
        {mine.city ? ` · ${mine.city}` : null}
      </div>
      {mine.saved_at || mine.may_have_heard_at ? (
        <div style={{ display: "flex", flexWrap: "wrap", gap: 4, marginTop: 4 }}>
          {mine.saved_at ? <Badge color="teal">{t("calls.mine.saved", { at: near(mine.saved_at, zone, now) })}</Badge> : null}
          {mine.may_have_heard_at ? <Badge color="blue">{t("calls.mayHaveHeard", { at: near(mine.may_have_heard_at, zone, now) })}</Badge> : null}
        </div>
      ) : null}
    </div>
  );
}
