// All words of the window, split by screen. French follows with the same keys.
import { admin } from "./en/admin";
import { backups } from "./en/backups";
import { calls } from "./en/calls";
import { campaigns } from "./en/campaigns";
import { common } from "./en/common";
import { customers } from "./en/customers";
import { domain } from "./en/domain";
import { fetch } from "./en/fetch";
import { imports } from "./en/imports";
import { messages } from "./en/messages";
import { recycle } from "./en/recycle";
import { reports } from "./en/reports";
import { schedules } from "./en/schedules";
import { shell } from "./en/shell";
import { start } from "./en/start";
import { today } from "./en/today";

export const en = {
  ...domain,
  common,
  shell,
  start,
  today,
  calls,
  campaigns,
  schedules,
  customers,
  reports,
  imports,
  recycle,
  messages,
  admin,
  backups,
  fetch,
} as const;
