import { Button, Menu, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { IconAlertTriangle, IconSelector } from "@tabler/icons-react";
import { useEffect, type ReactNode } from "react";

import { Boundary } from "../../components/Errors";
import { Link } from "../../components/Panel";
import { useAct, useAsk, type ColorScheme, type HouseStatus } from "../../ipc";
import { useNow } from "../../lib/clock";
import { dateShort, isoDay, timeExact, zoneName } from "../../lib/format";
import { usePlace } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { Band } from "./Band";
import { PauseAll } from "./PauseAll";
import { Rail } from "./Rail";
import { Search } from "./Search";
import css from "./Shell.module.css";

/** Everything around a screen. */
export function Frame({ house, children }: { house: HouseStatus; children: ReactNode }) {
  const t = useWords();
  const place = usePlace().join("/");
  const trouble = house.standstill ?? (house.paused_all ? t("shell.pausedAll") : null);
  return (
    <div className={css.window}>
      <a className={css.skip} href="#content" onClick={(event) => {
        event.preventDefault();
        document.getElementById("content")?.focus();
      }}>
        {t("shell.skip")}
      </a>
      <Band house={house} />
      <header className={css.top}>
        <div className={css.brand}>
          <img src="/icon.svg" alt="" width={24} height={24} />
          <span className={css.brandName}>{t("common.appName")}</span>
        </div>
        <Search />
        <div className={css.right}>
          <StoreClock house={house} />
          <PauseAll paused={house.paused_all} />
          <StoreMenu house={house} />
        </div>
      </header>
      <Rail decisions={house.decisions} />
      <main className={css.main} id="content" tabIndex={-1}>
        {trouble ? (
          <div className={css.notice} role="alert" data-testid="standstill">
            <IconAlertTriangle size={18} aria-hidden /> {trouble}
          </div>
        ) : null}
        {house.backup_problem && place !== "backups" ? (
          <div className={css.notice} role="status" data-testid="backup-notice">
            <IconAlertTriangle size={18} aria-hidden />
            <span>
              {t("backups.problem")}: {house.backup_problem} <Link to="/backups">{t("shell.nav.backups")}</Link>
            </span>
          </div>
        ) : null}
        <div className={css.content}>
          <Boundary place={place}>{children}</Boundary>
        </div>
      </main>
    </div>
  );
}

function StoreClock({ house }: { house: HouseStatus }) {
  const t = useWords();
  const now = useNow(house.clock_speed > 4 ? 250 : 1000);
  if (now === null || !house.store) return null;
  const { zone } = house.store;
  return (
    <div className={`${css.clock} small`} title={t("shell.clock")} aria-label={t("shell.clock")} data-testid="clock">
      <b>{timeExact(now, zone)}</b> <span className="quiet">{zoneName(now, zone)}</span>
      <div className="quiet">{dateShort(isoDay(now, zone))}</div>
    </div>
  );
}

function StoreMenu({ house }: { house: HouseStatus }) {
  const t = useWords();
  const settings = useAsk("settings_get", {}).data?.settings;
  const save = useAct("settings_save");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const wanted = settings?.color_scheme;
  useEffect(() => {
    if (wanted) setColorScheme(wanted);
  }, [wanted, setColorScheme]);
  const choose = (scheme: ColorScheme): void => {
    setColorScheme(scheme);
    if (settings) save.mutate({ settings: { ...settings, color_scheme: scheme } });
  };
  return (
    <Menu width={300} closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconSelector size={14} aria-hidden />} aria-label={`${t("shell.menu")}: ${house.store?.name ?? ""}`} style={{ maxWidth: 230 }} styles={{ label: { fontWeight: 500 } }}>
          <span className="clip">{house.store?.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("shell.scheme.label")}</Menu.Label>
        <div style={{ padding: "0 8px 8px" }}>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t("shell.scheme.label")}
            value={colorScheme}
            onChange={(value) => choose(value as ColorScheme)}
            data={(["auto", "light", "dark"] as const).map((value) => ({ value, label: t(`shell.scheme.${value}`) }))}
          />
        </div>
        <Menu.Divider />
        <Menu.Label>{t("shell.version", { version: house.program_version })}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
