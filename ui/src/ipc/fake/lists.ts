import type { Handlers } from ".";

/** A file is only its name here; what stands in it is the host's affair, and tested there. */
export function listHandlers(): Pick<Handlers, "list_export" | "list_save" | "export_list" | "export_stop"> {
  const nameOf = (kind: string, format: string): string => `${kind.replaceAll("_", "-")}-2026-11-21.${format}`;
  return {
    list_export: ({ list, format }) => ({
      file_name: nameOf(list.kind, format),
      mime: format === "csv" ? "text/csv" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      base64: "",
    }),
    list_save: ({ list, format }) => ({ path: `C:\\Documents\\${nameOf(list.kind, format)}` }),
    export_list: () => ({ exports: [] }),
    export_stop: () => ({}),
  };
}
