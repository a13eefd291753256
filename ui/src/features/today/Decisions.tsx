import { Button, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { Link } from "../../components/Panel";
import { useAct, type Decision } from "../../ipc";
import { attempt } from "../../lib/acts";
import { phone } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Today.module.css";

/** Drops whose ending nobody knows. The program never guesses; a person settles them. */
export function Decisions({ decisions }: { decisions: Decision[] }) {
  const t = useWords();
  if (decisions.length === 0) return null;
  return (
    <section className={css.decision} aria-label={t("today.decision.title", { count: decisions.length })} data-testid="decisions">
      <h2>
        <IconAlertTriangle size={18} aria-hidden />
        {t("today.decision.title", { count: decisions.length })}
      </h2>
      <ul className={css.list}>
        {decisions.map((decision) => (
          <Item key={decision.attempt} decision={decision} />
        ))}
      </ul>
    </section>
  );
}

function Item({ decision }: { decision: Decision }) {
  const t = useWords();
  const settle = useAct("decision_settle");
  const [asking, setAsking] = useState<"treat_as_delivered" | "treat_as_not_delivered" | null>(null);
  const { attempt: id, name, customer, number, campaign_name: campaign } = decision;
  return (
    <li data-testid={`decision-${id}`}>
      <div>
        {customer === null ? <b>{name}</b> : <Link to={`/customers/${customer}`}>{name}</Link>}, <span className="nowrap">{phone(number)}</span>, {campaign}
      </div>
      <div>{decision.known}</div>
      {decision.last_answer ? <div style={{ fontWeight: 550 }}>{decision.last_answer}</div> : null}
      <div className="quiet small">{t("today.decision.locked")}</div>
      <Stack gap={6} mt={8} align="flex-start">
        <Button size="compact-sm" loading={settle.isPending} onClick={() => void attempt(() => settle.mutateAsync({ attempt: id, choice: "ask_again" }))} data-testid="decision-ask">
          {t("today.decision.ask_again")}
        </Button>
        <Button size="compact-sm" variant="light" onClick={() => setAsking("treat_as_delivered")} data-testid="decision-delivered">
          {t("today.decision.treat_as_delivered")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setAsking("treat_as_not_delivered")} data-testid="decision-not-delivered">
          {t("today.decision.treat_as_not_delivered")}
        </Button>
      </Stack>
      <Confirm
        opened={asking !== null}
        title={asking === "treat_as_delivered" ? t("today.decision.deliveredTitle", { name }) : t("today.decision.notDeliveredTitle", { name })}
        yes={asking === "treat_as_delivered" ? t("today.decision.treat_as_delivered") : t("today.decision.treat_as_not_delivered")}
        red={asking === "treat_as_not_delivered"}
        onClose={() => setAsking(null)}
        onYes={async () => {
          if (asking) await settle.mutateAsync({ attempt: id, choice: asking });
        }}
      >
        {asking === "treat_as_delivered" ? t("today.decision.deliveredBody") : t("today.decision.notDeliveredBody")}
      </Confirm>
    </li>
  );
}
