import type { Handlers } from ".";

/** A file is only its name here; what stands in it is the host's affair, and tested there. */
export function listHandlers(): Pick<Handlers, "list_export"> {
  return {
    list_export: ({ list, format }) => ({
      file_name: `${list.kind.replaceAll("_", "-")}-2026-11-21.${format}`,
      mime: format === "csv" ? "text/csv" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      base64: "",
    }),
  };
}
