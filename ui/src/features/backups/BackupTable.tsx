import { Badge, Button, Group, Table } from "@mantine/core";
import { useState } from "react";

import { tell } from "../../components/Errors";
import { useAct, type BackupDto } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useZone } from "../../lib/clock";
import { count, dayTime, size } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Backups.module.css";
import { RestoreDialog } from "./RestoreDialog";
import { takenAt } from "./takenAt";

type BackupTableProps = {
  backups: BackupDto[];
  /** The restored file is not open yet, so its zone is not known: only the store's own time of the card is shown. */
  recovery?: boolean;
};

/** Backups, the newest first, to be verified and restored. */
export function BackupTable({ backups, recovery }: BackupTableProps) {
  const t = useWords();
  const [restoring, setRestoring] = useState<BackupDto | null>(null);
  // The one that a person most likely wants: of this file, if one of them is.
  const newest = backups.find((backup) => backup.is_of_this_file) ?? backups[0];
  const columns = ["taken", "holds", "size"] as const;
  return (
    <>
      <Table.ScrollContainer minWidth={recovery ? 560 : 760} type="native">
        <Table horizontalSpacing={16} aria-label={t("backups.title")}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column} className={column === "size" ? css.numbers : undefined}>
                  {t(`backups.${column}`)}
                </Table.Th>
              ))}
              {recovery ? null : <Table.Th>{t("backups.verified")}</Table.Th>}
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {backups.map((backup) => (
              <Row key={backup.path} backup={backup} recovery={recovery ?? false} isFirst={backup === newest} onRestore={() => setRestoring(backup)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {restoring ? <RestoreDialog backup={restoring} onClose={() => setRestoring(null)} /> : null}
    </>
  );
}

type RowProps = { backup: BackupDto; recovery: boolean; isFirst: boolean; onRestore: () => void };

function Row({ backup, recovery, isFirst, onRestore }: RowProps) {
  const t = useWords();
  const zone = useZone();
  const verify = useAct("backup_verify");
  const at = takenAt(backup);
  return (
    <Table.Tr data-testid={`backup-${backup.name}`} style={{ verticalAlign: "top" }}>
      <Table.Td className="figures">
        <span className="nowrap">{at}</span>
        <div className="quiet small">
          {t(`backups.cause.${backup.cause}`)}
          {backup.is_of_this_file ? null : ` · ${t("backups.other")}`}
        </div>
      </Table.Td>
      <Table.Td>
        <span className={css.name}>{backup.store}</span>{" "}
        <Badge size="sm" variant="light" color={backup.kind === "live" ? "red" : "yellow"} c={backup.kind === "live" ? undefined : "var(--mantine-color-text)"}>
          {t(`backups.kind.${backup.kind}`)}
        </Badge>
        <div className="quiet small figures">{t("backups.holdsLine", { customers: count(backup.customers), campaigns: count(backup.campaigns), drops: count(backup.drops) })}</div>
        {backup.opens_with_passphrase ? null : <div className="quiet small">{t("backups.keychain")}</div>}
      </Table.Td>
      <Table.Td className={`${css.numbers} figures nowrap`}>{size(backup.bytes)}</Table.Td>
      {recovery ? null : <Table.Td className="figures nowrap">{dayTime(backup.verified_at, zone)}</Table.Td>}
      <Table.Td>
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            loading={verify.isPending}
            aria-label={t("backups.verifyName", { at })}
            onClick={() =>
              void attempt(async () => {
                const found = await verify.mutateAsync({ path: backup.path });
                tell(t("backups.verifiedNow", { at, customers: count(found.customers), drops: count(found.drops) }));
              })
            }
            data-testid="backup-verify"
          >
            {t("backups.verify")}
          </Button>
          <Button size="xs" variant={recovery && isFirst ? "filled" : "default"} onClick={onRestore} aria-label={t("backups.restoreName", { at })} data-testid="backup-restore">
            {t("backups.restore")}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
