import { BuilderPage } from "./features/campaigns/Builder";
import { CampaignList } from "./features/campaigns/CampaignList";
import { CustomerList } from "./features/customers/CustomerList";
import { CustomerPage } from "./features/customers/CustomerPage";
import { ImportPage } from "./features/imports/ImportPage";
import { RecyclePage } from "./features/recycle/RecyclePage";
import { ReportList } from "./features/reports/ReportList";
import { ReportPage } from "./features/reports/ReportPage";
import { Today } from "./features/today/Today";
import { usePlace } from "./lib/router";

/** Which screen stands at a place. */
export function Screen() {
  const [screen = "today", part] = usePlace();
  const id = part !== undefined && /^\d+$/.test(part) ? Number(part) : null;
  switch (screen) {
    case "campaigns":
      return id !== null || part === "new" ? <BuilderPage key={part} id={id} /> : <CampaignList />;
    case "customers":
      return id !== null ? <CustomerPage key={id} id={id} /> : <CustomerList />;
    case "reports":
      return id !== null ? <ReportPage key={id} run={id} /> : <ReportList />;
    case "recycle":
      return <RecyclePage />;
    case "imports":
      return <ImportPage />;
    default:
      return <Today />;
  }
}
