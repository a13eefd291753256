import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useState } from "react";

import type { ExportedList, ExportFormat } from "../ipc";
import { saveList } from "../lib/acts";
import { useWords } from "../words/i18n";

type ExportMenuProps = {
  /** What is exported, for people who cannot see beside what the button stands. */
  name: string;
  list: ExportedList;
  /** Smaller, in the head of a panel. */
  size?: "xs" | "compact-xs";
  label?: string;
  testId: string;
};

/** The formats a list or report can be saved in; the host makes the file, the person chooses its place. */
export function ExportMenu({ name, list, size, label, testId }: ExportMenuProps) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const save = async (format: ExportFormat): Promise<void> => {
    setBusy(true);
    await saveList(list, format);
    setBusy(false);
  };
  return (
    <Menu>
      <Menu.Target>
        <Button
          className="no-print"
          variant="default"
          size={size}
          loading={busy}
          leftSection={<IconDownload size={size ? 14 : 16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={name}
          data-testid={testId}
        >
          {label ?? t("common.export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(["csv", "xlsx"] satisfies ExportFormat[]).map((format) => (
          <Menu.Item key={format} onClick={() => void save(format)} data-testid={`export-${format}`}>
            {format === "csv" ? t("common.exportCsv") : t("common.exportXlsx")}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

type ExportListProps = {
  list: ExportedList;
  /** The list's name, as the screen gives it. */
  what: string;
  size?: "xs" | "compact-xs";
};

/** The Export menu of a list, with all of its rows. */
export function ExportList({ list, what, size }: ExportListProps) {
  const t = useWords();
  return <ExportMenu name={t("common.exportOf", { what })} list={list} size={size} testId={`list-export-${list.kind}`} />;
}
