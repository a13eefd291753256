import { Button, Group, Stack, TextInput } from "@mantine/core";
import { IconFolderOpen } from "@tabler/icons-react";
import { useState } from "react";

import { DataAge } from "../../components/DataAge";
import { ErrorNote } from "../../components/Errors";
import { PageHead, Panel } from "../../components/Panel";
import { call, useAct, useAsk, type DataSource, type ImportDraft } from "../../ipc";
import { attempt } from "../../lib/acts";
import { fieldErrors } from "../../lib/fields";
import { useWords } from "../../words/i18n";
import { HouseAccountsNotice } from "../houseAccounts/Notice";
import { Earlier } from "./Earlier";
import { Sources } from "./Sources";
import { Watches } from "./Watches";
import { Wizard } from "./Wizard";

/** Choose a file, look at how it is read, take it in. */
export function ImportPage() {
  const t = useWords();
  const [path, setPath] = useState("");
  const [opened, setOpened] = useState<{ draft: ImportDraft; path: string } | null>(null);
  const taken = useAsk("import_list", {});
  const open = useAct("import_open");
  const errors = fieldErrors(open.error, ["path"]);

  const read = (wanted: string, source: DataSource | null, encoding: string | null, delimiter: string | null): void =>
    open.mutate({ path: wanted, source, encoding, delimiter }, { onSuccess: (draft) => setOpened({ draft, path: wanted }) });
  const pick = async (): Promise<void> => {
    const found = await attempt(() => call("file_pick", { title: t("imports.pickTitle"), extensions: ["csv", "txt", "tsv", "xlsx", "xls", "adf", "xml"] }));
    if (found?.path) {
      setPath(found.path);
      read(found.path, null, null, null);
    }
  };
  return (
    <>
      <PageHead title={t("imports.title")}>{taken.data ? <DataAge of={taken.data.data_as_of.filter((one) => one.source === "customers")} /> : null}</PageHead>
      <Stack gap="sm">
      <Panel label={t("imports.path")}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            read(path, null, null, null);
          }}
        >
          <Group align="flex-start" gap="sm">
            <TextInput
              style={{ flex: 1, minWidth: 220 }}
              label={t("imports.path")}
              description={t("imports.pathHint")}
              placeholder={t("imports.pathPlaceholder")}
              value={path}
              onChange={(event) => {
                setPath(event.currentTarget.value);
                open.reset();
              }}
              error={errors.of("path")}
              spellCheck={false}
              data-testid="import-path"
            />
            <Group gap="sm" mt={40} wrap="nowrap">
              <Button variant="default" leftSection={<IconFolderOpen size={16} aria-hidden />} onClick={() => void pick()} data-testid="import-pick">
                {t("imports.pick")}
              </Button>
              <Button type="submit" loading={open.isPending} data-testid="import-open">
                {t("imports.open")}
              </Button>
            </Group>
          </Group>
          {errors.rest ? (
            <div style={{ marginTop: 12 }}>
              <ErrorNote error={errors.rest} />
            </div>
          ) : null}
        </form>
      </Panel>
      {opened ? (
        <Wizard
          key={opened.draft.draft}
          draft={opened.draft}
          onReread={(source, encoding, delimiter) => read(opened.path, source, encoding, delimiter)}
          onOver={() => {
            setOpened(null);
            setPath("");
          }}
        />
      ) : null}
      <HouseAccountsNotice />
      {opened ? null : (
        <>
          <Watches
            onOpen={(file, source) => {
              setPath(file);
              read(file, source, null, null);
            }}
          />
          {taken.data ? <Sources of={taken.data.data_as_of} /> : null}
        </>
      )}
      <Earlier />
      </Stack>
    </>
  );
}
