// What the shell itself answers, beside the command table: settings of this machine, dialogs, printing.
import type { ListExport, Nothing } from "./bindings";

export type ColorScheme = "auto" | "light" | "dark";

export type Settings = {
  color_scheme: ColorScheme;
  seen_tray_notice: boolean;
  first_day_tips: boolean;
};

export type SettingsAnswer = { settings: Settings };
export type PathAnswer = { path: string | null };

export interface ShellCommands {
  /** Settings of this machine; never business data. */
  settings_get: { request: Nothing; response: SettingsAnswer };
  settings_save: { request: SettingsAnswer; response: SettingsAnswer };
  /** The system's open dialog; `path` is null when the person cancelled. */
  file_pick: { request: { title: string; extensions: string[] }; response: PathAnswer };
  /** The system's save dialog; then the host writes the list there, and answers when the file is whole. */
  list_save: { request: ListExport; response: PathAnswer };
  /** The system's print dialog for the window. */
  print: { request: Nothing; response: Nothing };
}
