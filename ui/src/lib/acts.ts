import { tell, tellError } from "../components/Errors";
import { appError, call, type ExportedList, type ExportFormat } from "../ipc";
import { i18next } from "../words/i18n";
import { beginSaving } from "./saving";

/** Runs an act whose failure belongs to no field: the sentence appears at the corner. */
export async function attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (thrown) {
    tellError(appError(thrown));
    return undefined;
  }
}

/** Lets the person choose where a list goes; the host writes it there. `Saving` shows how far it is. */
export async function saveList(list: ExportedList, format: ExportFormat): Promise<void> {
  const over = beginSaving();
  try {
    const { path } = await call("list_save", { list, format });
    if (path) tell(i18next.t("common.savedTo", { path }));
  } catch (thrown) {
    const error = appError(thrown);
    if (error.code === "export.stopped") tell(error.message);
    else tellError(error);
  } finally {
    over();
  }
}
