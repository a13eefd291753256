import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";

import { en } from "./en";

void i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  resources: { en: { translation: en } },
  interpolation: { escapeValue: false },
  returnNull: false,
  initAsync: false,
});

export function useWords() {
  return useTranslation().t;
}

export type Words = ReturnType<typeof useWords>;
export { i18next };
