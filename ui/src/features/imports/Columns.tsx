import { Badge, Select, Table } from "@mantine/core";

import { Panel } from "../../components/Panel";
import type { FieldDto, ImportColumn } from "../../ipc";
import { useWords } from "../../words/i18n";

const LEFT_OUT = "-";

type ColumnsProps = {
  /** What a column of this source can mean. */
  fields: FieldDto[];
  columns: ImportColumn[];
  /** Those that the last file of this kind did not have. */
  came: string[];
  mapping: (FieldDto | null)[];
  onChange: (mapping: (FieldDto | null)[]) => void;
  error: string | undefined;
};

/** What each column of the file means: guessed, and corrected by hand. */
export function Columns({ fields, columns, came, mapping, onChange, error }: ColumnsProps) {
  const t = useWords();
  const twice = new Set(mapping.filter((field, index) => field !== null && mapping.indexOf(field) !== index));
  return (
    <Panel title={t("imports.columns")} flush className="import-columns">
      {error ? (
        <div role="alert" style={{ padding: "0 16px 8px", color: "var(--mantine-color-error)" }} data-testid="import-mapping-error">
          {error}
        </div>
      ) : null}
      <Table.ScrollContainer minWidth={620} maxHeight={360} type="native">
        <Table stickyHeader verticalSpacing={4} horizontalSpacing={16} aria-label={t("imports.columns")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("imports.column")}</Table.Th>
              <Table.Th>{t("imports.examples")}</Table.Th>
              <Table.Th w={270}>{t("imports.means")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {columns.map((column, index) => {
              const field = mapping[index] ?? null;
              return (
                <Table.Tr key={`${index}-${column.name}`}>
                  <Table.Td fw={500}>
                    {column.name}{" "}
                    {came.includes(column.name) ? (
                      <Badge size="sm" color="yellow" variant="light" c="var(--mantine-color-text)">
                        {t("imports.newColumn")}
                      </Badge>
                    ) : null}
                  </Table.Td>
                  <Table.Td className="quiet" style={{ overflowWrap: "anywhere" }}>
                    {column.examples.join(" · ")}
                  </Table.Td>
                  <Table.Td>
                    <Select
                      size="xs"
                      data={[{ value: LEFT_OUT, label: t("imports.leftOut") }, ...fields.map((value) => ({ value, label: t(`imports.field.${value}`) }))]}
                      value={field ?? LEFT_OUT}
                      onChange={(value) => onChange(mapping.map((old, at) => (at === index ? (value === LEFT_OUT ? null : (value as FieldDto)) : old)))}
                      aria-label={t("imports.mapColumn", { name: column.name })}
                      error={field !== null && twice.has(field)}
                      searchable
                      data-testid={`import-map-${index}`}
                    />
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}
