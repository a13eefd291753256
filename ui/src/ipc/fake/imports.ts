import type { Handlers } from ".";
import type { DataSource, FieldDto, ImportDraft, ImportPreview, ImportProgress, ImportSummary } from "../bindings";
import { at, refuse, type FakeState } from "./state";

type Names = "import_open" | "import_preview" | "import_start" | "import_progress" | "import_cancel" | "import_list" | "import_rejected" | "import_undo";

const ORDER_COLUMNS: [string, FieldDto | null, string[]][] = [
  ["RO Number", "ro_number", ["R5001", "R5002"]], ["Cust No", "customer_number", ["100001", "100002"]], ["VIN", "vin", ["1HGCM82633A004352"]],
  ["Open Date", "open_date", ["2026-11-18"]], ["Close Date", "close_date", ["2026-11-19"]], ["Op Codes", "opcodes", ["LOF;ROT", "BRK"]],
  ["Pay Type", "pay_type", ["CP", "WP"]], ["Total", "amount", ["189.95", "420.00"]], ["Bay", null, ["4", "7"]],
];

/** As the host recognises it by the columns; here by the name. */
function sourceOf(path: string): DataSource {
  if (/\.(adf|xml)$/.test(path)) return "traffic_entry";
  if (path.includes("repair")) return "repair_order";
  return path.includes("list") ? "list_entry" : "customers";
}

const COLUMNS: [string, FieldDto | null, string[]][] = [
  ["CustNo", "customer_number", ["100001", "100002", "100003"]], ["FirstName", "first_name", ["Marie", "Omar", "D’Arcy"]],
  ["LastName", "last_name", ["Tremblay", "Haddad", "Van-der-Berg"]], ["CellPh", "cell_phone", ["(416) 555-0134", "647.555.0121"]],
  ["HomePh", "home_phone", ["905-555-0177"]], ["VIN", "vin", ["2HKRW2H5XKH100001"]], ["YR", "year", ["2019", "2021"]],
  ["MK", "make", ["Honda"]], ["Odo", "odometer", ["84,210"]], ["LastSvc", "last_ro_date", ["03/04/2025", "11/09/2024"]],
  ["DNC", "do_not_call", ["N", "Y"]], ["Advisor", null, ["A. Snyder", "T. Roy"]],
];

export function importHandlers(state: FakeState): Pick<Handlers, Names> {
  const drafts = new Map<string, ImportDraft>();
  const running = new Map<string, { done: number; cancelled: boolean }>();
  const summary = (draft: ImportDraft, date_format: string | null): ImportSummary => ({
    id: state.nextId++, source: draft.source, events: draft.source === "customers" ? null : { new: 41, changed: 6, same: 880 }, file_name: draft.file_name, at: at(0), by: "R. Marsh", rows: draft.rows, customers: 1507, vehicles: 1968, usable_cells: 1284, usable_homes: 1102, do_not_call: 51,
    rejected: 12, new_customers: 0, changed_customers: 23, encoding: draft.encoding, delimiter: draft.delimiter, date_format, undone_at: null, can_undo: true,
  });
  const progress = (id: string): ImportProgress => {
    const run = running.get(id);
    const draft = drafts.get(id);
    if (!run || !draft) return refuse("import.not_open", "Open the file again.");
    if (!run.cancelled) run.done = Math.min(draft.rows, run.done + 700);
    const over = run.done >= draft.rows;
    let finished: ImportSummary | null = null;
    if (over && !run.cancelled) {
      finished = state.imports.find((row) => row.file_name === draft.file_name && row.new_customers === 0) ?? null;
      if (!finished) {
        finished = summary(draft, draft.date_format ?? "DD/MM/YYYY");
        state.imports = [finished, ...state.imports];
        const source = finished.source;
        state.dataAsOf = [...state.dataAsOf.filter((one) => one.source !== source), { source, at: finished.at, is_sample: false, is_too_old: false }];
      }
    }
    return { draft: id, done: run.done, total: draft.rows, finished, cancelled: run.cancelled, error: null };
  };
  return {
    import_open: ({ path, source: wanted, encoding, delimiter }) => {
      if (path.trim() === "") refuse("import.no_path", "Choose a file first.", "path");
      if (path.includes("missing")) refuse("import.no_such_file", "There is no such file. Check the name, or choose it with the button.", "path");
      const ambiguous = path.includes("ambiguous");
      if (path.includes("broken")) refuse("import.not_adf", "This is not a lead in ADF: the file is not XML, or there is no prospect in it. Ask whoever sends the leads for ADF 1.0, or choose another file.", "path");
      const source = wanted ?? sourceOf(path);
      const columns = source === "customers" ? COLUMNS : ORDER_COLUMNS;
      const draft: ImportDraft = {
        source, fields: columns.flatMap(([, field]) => (field ? [field] : [])), is_adf: /\.(adf|xml)$/.test(path), list: source === "list_entry" ? "open house" : null,
        draft: `draft-${state.nextId++}`, file_name: path.split(/[\\/]/).at(-1) ?? path, encoding: encoding ?? "cp1252", delimiter: delimiter ?? ",",
        date_format: ambiguous ? null : "DD/MM/YYYY",
        date_candidates: ambiguous ? [{ format: "MM/DD/YYYY", example_text: "03/04/2025", example: "2025-03-04" }, { format: "DD/MM/YYYY", example_text: "03/04/2025", example: "2025-04-03" }] : [{ format: "DD/MM/YYYY", example_text: "23/04/2025", example: "2025-04-23" }],
        columns: columns.map(([name, field, examples]) => ({ name, field, examples })), remembered: path.includes("again"),
        columns_changed: path.includes("changed") ? { came: ["Bay"], went: ["Close Dt"] } : null, rows: 2000,
      };
      drafts.set(draft.draft, draft);
      return draft;
    },
    import_preview: ({ draft, mapping, date_format }) => {
      const source = drafts.get(draft)?.source ?? "customers";
      if (source !== "customers") return eventPreview(source);
      if (!mapping.some((field) => field === "cell_phone" || field === "home_phone")) refuse("import.no_phone", "No column holds a cell or home phone. Map at least one.", "mapping");
      const twice = mapping.find((field, index) => field !== null && mapping.indexOf(field) !== index);
      if (twice) refuse("import.mapped_twice", `Two columns are mapped to ${twice.replaceAll("_", " ")}. Leave one of them out.`, "mapping");
      return {
        source, events: null, first_events: [],
        rows: 2000, customers: 1507, new_customers: 1484, changed_customers: 23, vehicles: 1968, new_vehicles: 1940, usable_cells: 1284, usable_homes: 1102, do_not_call: 51, rejected: 12,
        first_rejected: [{ line: 43, reason: "no customer number", text: ",Jo,Blake,,905-555-0101" }, { line: 871, reason: "14 columns, 12 expected", text: "100871,Ann,\"Lee, Jr\",…" }],
        first_rows: [{ line: 2, customer_number: "100001", name: "Marie Tremblay", vehicle: "2019 Honda CR-V", cell: "(416) 555-0134", home: "(905) 555-0177", last_visit_on: date_format === "MM/DD/YYYY" ? "2025-03-04" : "2025-04-03" }, { line: 3, customer_number: "100002", name: "Omar Haddad", vehicle: "2021 Honda Civic", cell: "(647) 555-0121", home: "", last_visit_on: "2024-09-11" }],
        date_format, notes: 41,
        first_notes: Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? { line: 12 + index * 7, column: "LastSvc", text: "31/02/2025", note: "not a date as this file writes them; left blank" } : { line: 12 + index * 7, column: "CellPh", text: "555-01", note: "not a valid number; kept as typed, to be mended" })),
      };
    },
    import_start: ({ draft }) => {
      running.set(draft, { done: 0, cancelled: false });
      return { ...progress(draft), done: 0, finished: null };
    },
    import_progress: ({ draft }) => progress(draft),
    import_cancel: ({ draft }) => {
      running.set(draft, { done: 700, cancelled: true });
      return progress(draft);
    },
    import_list: () => ({ imports: state.imports, data_as_of: state.dataAsOf }),
    import_rejected: ({ id }) => ({ file_name: `rejected-${id}.csv`, mime: "text/csv", base64: "" }),
    import_undo: ({ id }) => {
      state.imports = state.imports.map((row) => (row.id === id ? { ...row, undone_at: at(0), can_undo: false } : row));
      state.tell("imports", "customers");
      return { removed_customers: 1380, removed_vehicles: 1811, removed_events: 0, restored_values: 23, left: ["127 customers stay: they have had drops or contacts since.", "4 phone numbers stay as corrected by hand."] };
    },
  };
}

function eventPreview(source: DataSource): ImportPreview {
  const strangers = source === "traffic_entry" || source === "list_entry" ? 2 : 0;
  return {
    source, events: { new: 41, changed: 6, same: 880 }, rows: 940, customers: 0, new_customers: strangers, changed_customers: 0, vehicles: 0, new_vehicles: 3, usable_cells: 0, usable_homes: 0, do_not_call: 0, rejected: 1,
    first_rejected: [{ line: 6, reason: "No customer on file has this number, and none this VIN. Take the customers' file in first.", text: "R5004,999999,,2026-11-23,,LOF,CP" }],
    notes: 0, first_notes: [], first_rows: [], date_format: "%Y-%m-%d",
    first_events: [
      { line: 2, customer: "100001 · Jo Blake", vehicle: "2021 Honda Accord", on: "2026-11-19", what: "R5001 · LOF ROT · customer pay" },
      { line: 3, customer: "100002 · Omar Haddad", vehicle: "2019 Honda Civic", on: "2026-11-18", what: "R5002 · BRK RECALL · customer pay" },
    ],
  };
}
