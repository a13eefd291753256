import { Badge } from "@mantine/core";
import { IconBuildingStore, IconFileImport, IconSparkles } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";

import type { Door, HouseStatus } from "../../ipc";
import { useWords } from "../../words/i18n";
import { ToRecovery } from "../backups/Recovery";
import { Create } from "./Create";
import css from "./Start.module.css";

const DOORS: [Door, ReactNode][] = [
  ["sample", <IconSparkles key="i" size={26} stroke={1.5} aria-hidden />],
  ["own_file", <IconFileImport key="i" size={26} stroke={1.5} aria-hidden />],
  ["set_up_store", <IconBuildingStore key="i" size={26} stroke={1.5} aria-hidden />],
];

/** First start: three doors, then what the chosen one needs. */
export function Start({ house }: { house: HouseStatus }) {
  const t = useWords();
  const [door, setDoor] = useState<Door | null>(null);
  return (
    <main className={css.page}>
      <div className={css.head}>
        <img src="/icon.svg" alt="" width={48} height={48} />
        <h1>{t("start.title")}</h1>
        <div className="quiet">{t("start.subtitle")}</div>
      </div>
      {door ? (
        <Create door={door} house={house} onBack={() => setDoor(null)} />
      ) : (
        <div>
          <h2 style={{ fontSize: "1rem", margin: "0 0 12px" }}>{t("start.choose")}</h2>
          <div className={css.doors}>
            {DOORS.map(([name, picture]) => (
              <button key={name} type="button" className={css.door} onClick={() => setDoor(name)} data-testid={`door-${name}`}>
                <span style={{ display: "flex", justifyContent: "space-between", width: "100%", color: "var(--mantine-color-anchor)" }}>
                  {picture}
                  <Badge color={name === "set_up_store" ? "red" : "yellow"} variant="light" c={name === "set_up_store" ? undefined : "var(--mantine-color-text)"}>
                    {t(`start.doors.${name}.tag`)}
                  </Badge>
                </span>
                <strong>{t(`start.doors.${name}.title`)}</strong>
                <span className="quiet">{t(`start.doors.${name}.body`)}</span>
              </button>
            ))}
          </div>
          <div style={{ marginTop: 20 }}>
            <ToRecovery title={t("backups.recovery.first")} body={t("backups.recovery.firstBody")} />
          </div>
        </div>
      )}
    </main>
  );
}
