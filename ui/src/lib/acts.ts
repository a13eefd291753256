import { tell, tellError } from "../components/Errors";
import { appError, call, type FileOut } from "../ipc";
import { i18next } from "../words/i18n";

/** Runs an act whose failure belongs to no field: the sentence appears at the corner. */
export async function attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (thrown) {
    tellError(appError(thrown));
    return undefined;
  }
}

/** Lets the person choose where the file goes; the host writes it. */
export async function saveFile(fetch: () => Promise<FileOut>): Promise<void> {
  await attempt(async () => {
    const file = await fetch();
    const { path } = await call("file_save", { file });
    if (path) tell(i18next.t("common.savedTo", { path }));
  });
}
