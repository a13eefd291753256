import { Avatar, Badge, Button, Kbd, Menu } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconBan, IconChevronDown, IconPhoneIncoming } from "@tabler/icons-react";
import { useState } from "react";

import { Answer } from "../../components/Errors";
import { PageHead } from "../../components/Panel";
import { useAct, useAsk, type CustomerDto } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useNow, useZone } from "../../lib/clock";
import { date, day, initials, near } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Customers.module.css";
import { LogCallBack, OptInDialog, OptOutDialog } from "./Dialogs";
import { History } from "./History";
import { OnFile } from "./OnFile";
import { Phones } from "./Phones";
import { Rate } from "./Rate";
import { Standing } from "./Standing";
import { Vehicles } from "./Vehicles";
import { Why } from "./Why";

export function CustomerPage({ id }: { id: number }) {
  const asked = useAsk("customer_get", { id });
  return <Answer query={asked}>{(customer) => <Page customer={customer} />}</Answer>;
}

function Page({ customer }: { customer: CustomerDto }) {
  return (
    <>
      <Head customer={customer} />
      <Why customer={customer} />
      <Facts customer={customer} />
      <div className={css.two}>
        <Phones customer={customer} />
        <Standing customer={customer} />
      </div>
      <Vehicles customer={customer} />
      <OnFile customer={customer.id} counts={customer.on_file} />
      <History customer={customer.id} />
    </>
  );
}

function Head({ customer }: { customer: CustomerDto }) {
  const t = useWords();
  const [asking, setAsking] = useState<"log" | "out" | "in" | null>(null);
  const take = useAct("customer_take");
  const giveBack = useAct("customer_give_back");
  const close = (): void => setAsking(null);
  useHotkeys([["L", () => setAsking((open) => open ?? "log")]]);
  const { id } = customer;
  const out = customer.voice_off !== null || customer.phones.some((phone) => phone.opted_out !== null);
  return (
    <>
      <PageHead
        crumbs={[{ label: t("customers.title"), to: "/customers" }]}
        title={
          <>
            <Avatar color="indigo" radius="xl" aria-hidden>
              {initials(customer.name)}
            </Avatar>
            <span>
              {customer.name}
              <Under customer={customer} />
            </span>
          </>
        }
      >
        <Rate customer={customer} />
        <Button leftSection={<IconPhoneIncoming size={16} aria-hidden />} rightSection={<Kbd aria-hidden>{t("customers.log.key")}</Kbd>} onClick={() => setAsking("log")} aria-keyshortcuts="L" data-testid="log-call-back">
          {t("customers.log.button")}
        </Button>
        {out ? (
          <Button variant="default" onClick={() => setAsking("in")} data-testid="opt-in">
            {t("customers.optOut.lift")}
          </Button>
        ) : (
          <Button variant="light" color="red" leftSection={<IconBan size={16} aria-hidden />} onClick={() => setAsking("out")} data-testid="opt-out">
            {t("customers.optOut.button")}
          </Button>
        )}
        <Menu>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />} data-testid="customer-options">
              {t("common.options")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {customer.taken_by === null ? (
              <Menu.Item onClick={() => void attempt(() => take.mutateAsync({ id }))} data-testid="take">
                {t("customers.take")}
              </Menu.Item>
            ) : (
              <Menu.Item onClick={() => void attempt(() => giveBack.mutateAsync({ id }))} data-testid="give-back">
                {t("customers.giveBack")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </PageHead>
      <LogCallBack customer={customer} opened={asking === "log"} onClose={close} />
      <OptOutDialog customer={customer} opened={asking === "out"} onClose={close} />
      <OptInDialog customer={customer} opened={asking === "in"} onClose={close} />
    </>
  );
}

function Under({ customer }: { customer: CustomerDto }) {
  const t = useWords();
  const zone = useZone();
  const words = [
    t("customers.number", { n: customer.customer_number }),
    customer.language ? t(`language.${customer.language}`) : t("customers.languageNone"),
    customer.customer_type === "fleet" ? t("customers.fleet") : null,
    customer.day_preference ? t(`dayPreference.${customer.day_preference}`) : null,
    [customer.city, customer.region].filter(Boolean).join(", ") || null,
    customer.last_contact_at ? t("customers.lastContact", { on: day(customer.last_contact_at, zone) }) : t("customers.neverContacted"),
  ];
  return (
    <span className="quiet" style={{ display: "block", fontSize: "0.8125rem", fontWeight: 400, letterSpacing: 0 }}>
      {words.filter(Boolean).join(" · ")}
    </span>
  );
}

/** The whole of it stands in its panel. */
const FACT_LETTERS_MAX = 120;

function shortened(words: string): string {
  return words.length > FACT_LETTERS_MAX ? `${words.slice(0, FACT_LETTERS_MAX).trimEnd()}…` : words;
}

/** What stands between this customer and the next drop. */
function Facts({ customer }: { customer: CustomerDto }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  const facts: { words: string; colour: string }[] = [];
  if (customer.voice_off !== null) facts.push({ words: t("customers.voiceOff", { why: customer.voice_off }), colour: "red" });
  if (customer.voice_switch) facts.push({ words: t("customers.voiceSwitchedOff", { why: customer.voice_switch.reason }), colour: "red" });
  if (customer.complaint) facts.push({ words: customer.complaint.words ? t("customers.complaintOpen", { words: shortened(customer.complaint.words) }) : t("customers.complaintOpenPlain"), colour: "red" });
  if (customer.hold) facts.push({ words: t("customers.onHold", { until: customer.hold.until_on ? t("customers.standing.until", { on: date(customer.hold.until_on) }) : t("customers.standing.openEnd"), why: customer.hold.reason }), colour: "orange" });
  if (customer.impossible) facts.push({ words: t("customers.impossible"), colour: "red" });
  if (customer.held) facts.push({ words: t("customers.heldBy", { campaign: customer.held.campaign_name, until: near(customer.held.until, zone, now) }), colour: "blue" });
  if (customer.taken_by) facts.push({ words: t("customers.takenBy", { who: customer.taken_by }), colour: "grape" });
  if (customer.may_have_heard_at) facts.push({ words: t("customers.mayHaveHeard", { at: near(customer.may_have_heard_at, zone, now) }), colour: "gray" });
  if (facts.length === 0) return null;
  return (
    <div className={css.facts} data-testid="customer-facts">
      {facts.map((fact) => (
        <Badge key={fact.words} color={fact.colour} size="lg" style={{ height: "auto", minHeight: "1.5rem", whiteSpace: "normal" }} styles={{ label: { whiteSpace: "normal" } }}>
          {fact.words}
        </Badge>
      ))}
    </div>
  );
}
