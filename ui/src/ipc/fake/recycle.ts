import type { Handlers } from ".";
import type { ContactType, RecycleCodeDto } from "../bindings";
import { at, refuse, type FakeState } from "./state";

type Names = "recycle_setup" | "recycle_code_effect" | "recycle_code_save" | "recycle_code_add" | "recycle_code_delete";

export const TYPES: ContactType[] = ["maintenance", "confirm", "no_show", "service_follow_up", "special_order_parts", "recall", "mvi", "declined_work", "sales", "unsold", "marketing", "fetch_automation"];

export function recycleHandlers(state: FakeState): Pick<Handlers, Names> {
  const find = (id: number): RecycleCodeDto => state.codes.find((row) => row.id === id) ?? refuse("recycle.not_found", "This code was deleted.");
  return {
    recycle_setup: () => ({
      calculated_at: at(-402),
      types: TYPES.map((contact_type) => ({
        contact_type, voice_drop_code_exists: state.voiceDropTypes.has(contact_type),
        codes: state.codes.filter((row) => row.contact_type === contact_type).sort((a, b) => Number(b.active) - Number(a.active)),
      })),
    }),
    recycle_code_effect: ({ id, days, active }) => {
      const was = find(id);
      return { customers: days === was.days ? 0 : 412, days_later: days - was.days, back_today: days < was.days ? 57 : 0, stops_campaigns: was.is_voice_drop && was.active && !active ? ["Thin Ice, November"] : [] };
    },
    recycle_code_save: ({ id, name, days, active, productive }) => {
      if (name.trim() === "") refuse("recycle.name", "Give the code a name.", "name");
      if (days < 0 || days > 3650) refuse("recycle.days", "Days go from 0 to 3,650.", "days");
      find(id);
      state.codes = state.codes.map((row) => (row.id === id ? { ...row, name, days, active, productive } : row));
      state.tell("recycle");
      return find(id);
    },
    recycle_code_add: ({ contact_type, name, days, productive }) => {
      if (state.codes.some((row) => row.contact_type === contact_type && row.name.toLowerCase() === name.trim().toLowerCase())) refuse("recycle.name_taken", "There is a code of this name. Choose another name, or edit that one.", "name");
      const made: RecycleCodeDto = { id: state.nextId++, contact_type, name, days, active: true, productive, is_voice_drop: false, last_used_on: null, times_used: 0, red: true, made_at: at(0) };
      state.codes = [...state.codes, made];
      state.tell("recycle");
      return made;
    },
    recycle_code_delete: ({ id }) => {
      if (!find(id).red) refuse("recycle.not_red", "Only codes with a red mark can be deleted. Make it inactive instead.");
      state.codes = state.codes.filter((row) => row.id !== id);
      state.tell("recycle");
      return {};
    },
  };
}
