import { Alert, Button } from "@mantine/core";
import { IconBuildingStore } from "@tabler/icons-react";

import { useAsk } from "../../ipc";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";

const NAMES_MAX = 3;

/** After an import: who of the customers looks like an account of the house. Nothing where nobody does. */
export function HouseAccountsNotice() {
  const t = useWords();
  const candidates = useAsk("house_accounts", {}).data?.candidates ?? [];
  if (candidates.length === 0) return null;
  const names = candidates.slice(0, NAMES_MAX).map((row) => row.name);
  return (
    <Alert color="yellow" variant="light" icon={<IconBuildingStore size={18} />} data-testid="house-notice">
      {t("admin.houseAccounts.notice", { count: candidates.length, names: `${names.join(", ")}${candidates.length > NAMES_MAX ? ", …" : ""}` })}
      <div style={{ marginTop: 8 }}>
        <Button size="xs" variant="default" onClick={() => navigate("/house-accounts")} data-testid="house-notice-open">
          {t("admin.houseAccounts.noticeAct")}
        </Button>
      </div>
    </Alert>
  );
}
