import { ActionIcon, Badge, Button, Menu, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconDots, IconPencil, IconSearch, IconTrash } from "@tabler/icons-react";
import { useState } from "react";

import { Link, Panel } from "../../components/Panel";
import type { FetchQueryDto, FetchReadyMade } from "../../ipc";
import { useZone } from "../../lib/clock";
import { day } from "../../lib/format";
import { useWords } from "../../words/i18n";
import { DeleteDialog, RenameDialog } from "./Dialogs";
import css from "./Fetch.module.css";

type SavedProps = { saved: FetchQueryDto[]; ready: FetchReadyMade[]; part: string | undefined };

/** Saved queries and ready-made ones, found by name. */
export function SavedList({ saved, ready, part }: SavedProps) {
  const t = useWords();
  const [search, setSearch] = useState("");
  const [folded, setFolded] = useState(true);
  const wanted = search.trim().toLowerCase();
  const fits = (name: string): boolean => name.toLowerCase().includes(wanted);
  const shown = saved.filter((query) => fits(query.name));
  const readyShown = ready.filter((query) => fits(query.name));
  return (
    <Panel title={t("fetch.list.title")} className={`${css.saved} ${folded ? css.folded : ""}`} testId="fetch-saved" right={<Fold folded={folded} onFold={setFolded} />} flush>
      <div className={css.savedSearch}>
        <TextInput
          size="xs"
          aria-label={t("fetch.list.search")}
          placeholder={t("fetch.list.search")}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-testid="fetch-search"
        />
      </div>
      <div className={css.savedLists}>
        {saved.length === 0 ? (
          <p className={css.savedNone}>
            <strong>{t("fetch.list.none")}</strong> {t("fetch.list.noneHint")}
          </p>
        ) : null}
        <ul>
          {shown.map((query) => (
            <SavedRow key={query.id} query={query} here={part === String(query.id)} />
          ))}
        </ul>
        {readyShown.length > 0 ? <h3 className={css.savedHead}>{t("fetch.list.ready")}</h3> : null}
        <ul>
          {readyShown.map((query) => (
            <li key={query.word} className={css.savedRow} data-here={part === query.word || undefined}>
              <Link to={`/fetch/${query.word}`} className={css.savedLink} testId={`fetch-ready-${query.word}`}>
                <span className={css.savedName}>{query.name}</span>
                <span className="quiet small">{query.tells}</span>
              </Link>
            </li>
          ))}
        </ul>
        {wanted !== "" && shown.length === 0 && readyShown.length === 0 ? <p className={css.savedNone}>{t("fetch.list.noMatch")}</p> : null}
      </div>
    </Panel>
  );
}

function Fold({ folded, onFold }: { folded: boolean; onFold: (folded: boolean) => void }) {
  const t = useWords();
  return (
    <Button className={css.fold} size="compact-sm" variant="default" aria-expanded={!folded} onClick={() => onFold(!folded)} data-testid="fetch-fold">
      {folded ? t("fetch.list.show") : t("fetch.list.hide")}
    </Button>
  );
}

function SavedRow({ query, here }: { query: FetchQueryDto; here: boolean }) {
  const t = useWords();
  const zone = useZone();
  const [dialog, setDialog] = useState<"rename" | "delete" | null>(null);
  const { id, name, fault, used_by } = query;
  return (
    <li className={css.savedRow} data-here={here || undefined}>
      <Link to={`/fetch/${id}`} className={css.savedLink} testId={`fetch-query-${id}`}>
        <span className={css.savedName}>{name}</span>
        {fault ? (
          <span className={css.savedFault}>
            <IconAlertTriangle size={13} aria-hidden /> {fault}
          </span>
        ) : null}
        <span className="quiet small">{t("fetch.list.savedBy", { at: day(query.saved_at, zone), who: query.saved_by })}</span>
        {used_by.length > 0 ? (
          <Badge color="blue" h="auto" styles={{ label: { whiteSpace: "normal", padding: "2px 0" } }} title={used_by.join(", ")}>
            {t("fetch.list.usedBy", { count: used_by.length })}
          </Badge>
        ) : null}
      </Link>
      <Menu>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("fetch.list.options", { name })} data-testid={`fetch-options-${id}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} disabled={query.query === null} onClick={() => setDialog("rename")} data-testid="fetch-rename">
            {t("fetch.list.rename")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={() => setDialog("delete")} data-testid="fetch-delete">
            {t("fetch.list.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {query.query ? <RenameDialog opened={dialog === "rename"} id={id} name={name} query={query.query} onClose={() => setDialog(null)} /> : null}
      <DeleteDialog opened={dialog === "delete"} query={query} here={here} onClose={() => setDialog(null)} />
    </li>
  );
}
