import { Badge, Tooltip } from "@mantine/core";
import {
  IconBroadcast,
  IconBuildingStore,
  IconFilterSearch,
  IconCalendarDue,
  IconCashRegister,
  IconDatabaseExport,
  IconHistory,
  IconHome,
  IconMicrophone,
  IconPhoneCall,
  IconPlugConnected,
  IconRecycle,
  IconReportAnalytics,
  IconUpload,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";

import { navigate, usePlace } from "../../lib/router";
import { useWords } from "../../words/i18n";
import css from "./Shell.module.css";

const WORK = [
  ["today", IconHome],
  ["campaigns", IconBroadcast],
  ["fetch", IconFilterSearch],
  ["calls", IconPhoneCall],
  ["customers", IconUsers],
  ["messages", IconMicrophone],
  ["reports", IconReportAnalytics],
] as const;

const ADMIN = [
  ["recycle", IconRecycle],
  ["contact-types", IconCalendarDue],
  ["stores", IconBuildingStore],
  ["connection", IconPlugConnected],
  ["imports", IconUpload],
  ["house-accounts", IconCashRegister],
  ["backups", IconDatabaseExport],
  ["audit", IconHistory],
] as const;

type Key = (typeof WORK)[number][0] | (typeof ADMIN)[number][0];

export function Rail({ decisions }: { decisions: number }) {
  const t = useWords();
  return (
    <nav className={css.rail} aria-label={t("shell.nav.label")}>
      <ul>
        {WORK.map(([key, icon]) => (
          <Item key={key} name={key} icon={icon} marks={key === "today" ? decisions : 0} />
        ))}
      </ul>
      <div className={css.group}>{t("shell.nav.admin")}</div>
      <ul>
        {ADMIN.map(([key, icon]) => (
          <Item key={key} name={key} icon={icon} marks={0} />
        ))}
      </ul>
    </nav>
  );
}

function Item({ name, icon: Picture, marks }: { name: Key; icon: Icon; marks: number }) {
  const t = useWords();
  const [screen = "today"] = usePlace();
  const here = screen === name;
  return (
    <li>
      <a
        href={`#/${name}`}
        className={css.item}
        aria-current={here ? "page" : undefined}
        title={t(`shell.nav.${name}`)}
        data-testid={`nav-${name}`}
        onClick={(event) => {
          event.preventDefault();
          navigate(`/${name}`);
        }}
      >
        <Picture size={18} stroke={1.7} aria-hidden />
        <span>{t(`shell.nav.${name}`)}</span>
        {marks > 0 ? (
          <Tooltip label={t("shell.decisions", { count: marks })}>
            <Badge color="red" variant="filled" size="sm" circle aria-label={t("shell.decisions", { count: marks })}>
              {marks}
            </Badge>
          </Tooltip>
        ) : null}
      </a>
    </li>
  );
}
