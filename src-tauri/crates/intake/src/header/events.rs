//! What dealer systems call the fields of events, source by source.

use domain::source::DataSource;

use crate::Field;

type Names = &'static [(Field, &'static str)];

/// Whose event it is.
const CUSTOMER: &[Field] = &[
    Field::CustomerNumber,
    Field::FirstName,
    Field::LastName,
    Field::FullName,
    Field::Company,
    Field::Vin,
    Field::Year,
    Field::Make,
    Field::Model,
];
/// The same where an unknown person is put on file.
const PERSON: &[Field] = &[
    Field::CustomerNumber,
    Field::FirstName,
    Field::LastName,
    Field::FullName,
    Field::Company,
    Field::CellPhone,
    Field::HomePhone,
    Field::WorkPhone,
    Field::Email,
    Field::Address,
    Field::City,
    Field::Region,
    Field::PostalCode,
    Field::DoNotCall,
    Field::Vin,
    Field::Year,
    Field::Make,
    Field::Model,
];

/// The names of a source's own fields, as `header::plain` leaves them, and the fields that it shares with the customers'
/// file. `None`: the customers' file itself.
pub(super) fn catalogue(source: DataSource) -> Option<(Names, &'static [Field])> {
    match source {
        DataSource::Customers => None,
        DataSource::Appointment => Some((APPOINTMENT, CUSTOMER)),
        DataSource::RepairOrder => Some((REPAIR_ORDER, CUSTOMER)),
        DataSource::PartsOrder => Some((PARTS_ORDER, CUSTOMER)),
        DataSource::Recall => Some((RECALL, CUSTOMER)),
        DataSource::Inspection => Some((INSPECTION, CUSTOMER)),
        DataSource::DeclinedWork => Some((DECLINED_WORK, CUSTOMER)),
        DataSource::Deal => Some((DEAL, CUSTOMER)),
        DataSource::TrafficEntry => Some((TRAFFIC_ENTRY, PERSON)),
        DataSource::ListEntry => Some((LIST_ENTRY, PERSON)),
    }
}

const ADVISOR: (Field, &str) = (
    Field::Advisor,
    "advisor serviceadvisor advisorname servicewriter writer advisornumber advisorno sa conseiller \
     conseillertechnique aviseur",
);
const SERVICES: &str = "services service servicerequested servicesrequested requestedservices workrequested operations \
                        operation opdescription operationdescription jobdescription concern concerns complaint \
                        description travaux";
const SALESPERSON: (Field, &str) = (
    Field::Salesperson,
    "salesperson salesperson1 salesrep salesman salesmanname salespersonname salesconsultant consultant rep vendeur \
     representant assignedto assigned",
);
const AMOUNT: &str = "amount total totalamount rototal amt totalsale totalsales totalprice price saleamount grandtotal \
                      montant totaldue";
const COMMENT: &str =
    "comment comments note notes remarks remark memo commentaire commentaires customercomments message";

const APPOINTMENT: Names = &[
    (
        Field::AppointmentNumber,
        "appointmentnumber appointmentno appointmentid apptnumber apptno apptid appointmentnum confirmationnumber \
         norendezvous nordv",
    ),
    (
        Field::AppointmentDate,
        "appointmentdate apptdate appointmenton appointment appt scheduleddate scheduledate apptdatetime \
         appointmentdatetime promiseddropoff dateappt daterendezvous daterdv rendezvous",
    ),
    (Field::AppointmentTime, "appointmenttime appttime scheduledtime time arrivaltime heurerendezvous heurerdv heure"),
    (
        Field::BookedDate,
        "bookeddate bookedon booked bookingdate datebooked created createddate createdon datecreated creationdate \
         createdate apptcreated entrydate datereservation datecreation",
    ),
    (Field::Status, "status appointmentstatus apptstatus state statut etat"),
    (Field::Team, "team serviceteam teamname equipe"),
    ADVISOR,
    (Field::Services, SERVICES),
];

const REPAIR_ORDER: Names = &[
    (
        Field::RoNumber,
        "ronumber rono ronum ro roid repairordernumber repairorder repairorderno invoicenumber invoiceno \
         workordernumber workorder wonumber wono nobt numerobt bt bontravail",
    ),
    (
        Field::OpenDate,
        "opendate openeddate opened openedon roopendate dateopened dateopen rodate repairorderdate indate datein \
         dateouverture ouvert",
    ),
    (
        Field::CloseDate,
        "closedate closeddate closed closedon roclosedate roclosed dateclosed invoicedate invoiced completiondate \
         completeddate datefermeture fermeture ferme",
    ),
    (
        Field::Opcodes,
        "opcodes opcode operationcodes operationcode laborops laborop laboropcode laboropcodes labouropcode \
         labouropcodes labourop ops op jobcodes jobcode codesoperation codeoperation",
    ),
    (Field::PayType, "paytype paymenttype pay ropaytype saletype labortype labourtype cpwpip chargetype typepaiement"),
    ADVISOR,
    (Field::Technician, "technician tech technicianname techname techno technicien mecanicien"),
    (
        Field::Odometer,
        "mileage mileagein odometerin milesin kmin odometer mileageout odometerout km kms miles kilometrage odo",
    ),
    (Field::Amount, AMOUNT),
];

const PARTS_ORDER: Names = &[
    (
        Field::OrderNumber,
        "ordernumber orderno orderid sopnumber specialordernumber specialorderno sonumber ponumber po \
         partsordernumber partsorderno nocommande numerocommande",
    ),
    (Field::OrderDate, "orderdate ordereddate ordered orderedon dateordered specialorderdate datecommande"),
    (
        Field::ArrivedDate,
        "arriveddate arrivaldate arrived arrivedon datearrived receiveddate receivedon received datereceived \
         receiptdate datereception datearrivee",
    ),
    (
        Field::Part,
        "part partnumber partno parts partdescription partdesc description partname itemdescription piece pieces \
         nopiece",
    ),
    (Field::Counter, "counter counterside partscounter saletype frontback ordertype comptoir"),
    (Field::Status, "status orderstatus partstatus sopstatus state statut etat"),
    (Field::Amount, AMOUNT),
];

const RECALL: Names = &[
    (
        Field::RecallCampaign,
        "recallcampaign campaignnumber campaignno campaigncode campaignid campaign recallnumber recallno recallcode \
         recallid recall nhtsanumber nhtsacampaign nhtsa tcnumber bulletin norappel rappel codecampagne campagne",
    ),
    (
        Field::Title,
        "title recalltitle recalldescription campaigndescription campaignname campaigntitle description component \
         titre",
    ),
    (
        Field::OpenDate,
        "recalldate opendate openedon campaigndate issuedate issued dateissued launchdate startdate effectivedate \
         daterappel",
    ),
    (Field::Status, "status recallstatus campaignstatus state completionstatus outcome statut etat"),
    (
        Field::Remedy,
        "remedyavailable remedy partsavailable remedystatus hasremedy repairavailable correctifdisponible remede",
    ),
];

const INSPECTION: Names = &[
    (
        Field::InspectionName,
        "inspection inspectionname inspectiontype mvi mvitype type typeinspection stickertype description",
    ),
    (
        Field::DueDate,
        "duedate inspectiondue inspectionduedate mviduedate mvidue due dueon expirydate expires expiry \
         expirationdate mviexpiry mviexpirydate inspectionexpiry stickerexpiry nextinspection nextinspectiondate \
         dateecheance echeance dateexpiration",
    ),
];

const DECLINED_WORK: Names = &[
    (
        Field::RoNumber,
        "ronumber rono ronum ro repairordernumber repairorder invoicenumber workordernumber workorder nobt numerobt",
    ),
    (
        Field::DeclinedDate,
        "declineddate declined declinedon datedeclined refuseddate daterefused recommendeddate recommendedon \
         daterecommended deferreddate rodate opendate closedate date daterefus",
    ),
    (Field::DueDate, "duedate due dueon followupdate targetdate nextdate dateecheance echeance datesuivi"),
    (Field::Kind, "kind type declinedtype recommendationtype category disposition"),
    (
        Field::Services,
        "declinedservices declinedservice declinedwork declinedoperation service services opcode opcodes operation \
         opdescription operationdescription job jobdescription description recommendation recommendedservice travaux",
    ),
    (Field::Status, "status state declinedstatus statut etat"),
    (Field::Amount, AMOUNT),
];

const DEAL: Names = &[
    (Field::DealNumber, "dealnumber dealno dealid dealnum deal contractnumber contractno notransaction nocontrat"),
    (
        Field::SoldDate,
        "solddate sold soldon saledate datesold dateofsale dealdate contractdate purchasedate datevente datecontrat",
    ),
    (
        Field::DeliveryDate,
        "deliverydate delivereddate delivered deliveredon deldate delivdate datedelivered datelivraison livraison",
    ),
    (Field::Kind, "newused newusedflag nu kind dealtype stocktype vehicletype type condition neufusage"),
    (Field::Status, "status dealstatus state statut etat"),
    SALESPERSON,
    (Field::Amount, AMOUNT),
    (
        Field::EndDate,
        "enddate leaseend leaseenddate leasematurity maturitydate contractend contractenddate financeend termend \
         termenddate loanend expirydate datefin finbail",
    ),
];

const TRAFFIC_ENTRY: Names = &[
    (
        Field::EntryNumber,
        "entrynumber entryno entryid leadid leadnumber leadno prospectid prospectnumber prospectno upid \
         opportunityid trafficid ticketnumber noprospect",
    ),
    (
        Field::EntryDate,
        "entrydate entered enteredon dateentered leaddate leadreceived requestdate datein createddate created \
         createdon datecreated visitdate trafficdate contactdate logdate date dateentree datecreation",
    ),
    (Field::EntryTime, "entrytime enteredat timeentered leadtime timein createdtime visittime time heure"),
    (Field::Status, "status leadstatus prospectstatus customerstatus state trafficstatus statut etat"),
    (
        Field::TrafficType,
        "traffictype uptype leadtype typeoftraffic contacttype channel origintype type opportunitytype typeachalandage",
    ),
    (Field::LostReason, "lostreason reasonlost lost deadreason closereason inactivereason raisonperdu raison"),
    (
        Field::FollowUpDate,
        "followupdate followup nextfollowup nextfollowupdate nextcontact nextcontactdate nextactivity callbackdate \
         datesuivi suivi",
    ),
    (
        Field::AppointmentDate,
        "appointmentdate apptdate appointment appt showroomappointment appointmenton daterendezvous daterdv",
    ),
    SALESPERSON,
    (
        Field::Interest,
        "interest interestedin vehicleofinterest voi vehicleinterest desiredvehicle modelofinterest vehicle vehicule",
    ),
    (Field::LeadSource, "leadsource source adsource campaignsource provider sourcename origin provenance"),
    (Field::Comment, COMMENT),
];

const LIST_ENTRY: Names =
    &[(Field::ListedDate, "listeddate listedon listdate dateadded addedon date"), (Field::Comment, COMMENT)];
