//! What dealer systems call the fields.

use crate::Field;

/// The names of each field as `header::plain` leaves them: without case, accents, blanks and punctuation, "#" as
/// "number". The first name of a field that a header has wins, so the surest names stand first.
pub(super) const NAMES: &[(Field, &str)] = &[
    (
        Field::CustomerNumber,
        "customernumber customerno customernum customerid custnumber custno custnum custid custcode \
         customercode customerkey customer clientnumber clientno clientid accountnumber accountno acctno \
         acctnumber namenumber nameno namecode contactid noclient numeroclient cust",
    ),
    (Field::FirstName, "firstname first fname custfirstname customerfirstname givenname prenom"),
    (Field::LastName, "lastname last lname custlastname customerlastname surname familyname nomdefamille nom"),
    (
        Field::FullName,
        "fullname customername custname clientname contactname ownername name name1 nomcomplet nomclient \
         nomduclient",
    ),
    (
        Field::Company,
        "company companyname businessname business organization organisation corporation entreprise compagnie \
         societe",
    ),
    (
        Field::CellPhone,
        "cellphone cell cellphonenumber cellnumber cellno cellularphone cellular mobilephone mobile \
         mobilenumber mobilephonenumber mobileno phonecell phonemobile customercellphone custcellphone \
         cellulaire telcellulaire telephonecellulaire telcell telephonemobile",
    ),
    (
        Field::HomePhone,
        "homephone home homephonenumber homenumber homeno residencephone residentialphone resphone phonehome \
         hphone customerhomephone custhomephone eveningphone telephonemaison telmaison telephonedomicile \
         teldomicile telresidence telephoneresidence phone phonenumber phone1 telephone",
    ),
    (
        Field::WorkPhone,
        "workphone work workphonenumber worknumber workno businessphone businessphonenumber busphone \
         officephone phonework phonebusiness wphone bphone dayphone daytimephone customerworkphone \
         custworkphone telephonetravail teltravail telephonebureau telbureau",
    ),
    (Field::Email, "email emailaddress email1 mail customeremail custemail courriel adressecourriel"),
    (
        Field::Address,
        "address address1 addressline1 addr addr1 street streetaddress homeaddress mailingaddress adresse \
         adresse1 rue",
    ),
    (Field::City, "city town citytown homecity ville"),
    (Field::Region, "provstate stateprov provincestate stateprovince province prov state region st"),
    (
        Field::PostalCode,
        "postalzip zippostal postalcode zipcode zippostalcode postalcodezip postalzipcode postal zip postcode \
         codepostal",
    ),
    (Field::Language, "language lang languagecode langcode preferredlanguage customerlanguage langue"),
    (
        Field::Fleet,
        "fleet fleetflag isfleet fleetyn customertype custtype fleetretail retailfleet flotte typeclient \
         typedeclient",
    ),
    (
        Field::DayPreference,
        "daypreference daypref daylateday lateday preferredday preferredtime timepreference daylate \
         contacttime",
    ),
    (
        Field::Vin,
        "vin vinnumber vinno vehiclevin fullvin vinserialnumber vehicleidentificationnumber vehicleid \
         serialnumber serialno niv numerodeserie noserie",
    ),
    (Field::Year, "year modelyear vehicleyear vehyear yr modelyr annee"),
    (Field::Make, "make vehiclemake vehmake makename makecode brand manufacturer marque"),
    (Field::Model, "model modelname vehiclemodel vehmodel modeldescription modeldesc modelcode modele"),
    (
        Field::Odometer,
        "odometer odometerreading lastodometer odo mileage mileagekm kmmileage kmsmileage mileagekms \
         lastmileage currentmileage km kms miles kmmiles mileskm kilometers kilometres kilometrage odometre",
    ),
    (
        Field::LastRoDate,
        "lastrodate lastrepairorderdate lastservicedate lastservice lastvisitdate lastvisit rodate \
         servicedate lastroclosedate lastroclosed roclosedate closedate closeddate lastro repairorderdate \
         dateroderniere datederniervisite dernierevisite datedernierevisite datedernierservice dernierbt",
    ),
    (
        Field::LastRoNumber,
        "lastronumber lastrono lastronum lastrepairordernumber lastrepairorder repairordernumber repairorder \
         ronumber rono ro lastinvoicenumber workordernumber lastworkorder lastwo lastwonumber nobt numerobt",
    ),
    (
        Field::DeliveryDate,
        "deliverydate delivereddate delivery delivdate deldate solddate saledate datesold dateofsale \
         purchasedate datepurchased purchased dealdate contractdate inservicedate datedelivraison \
         datelivraison datedachat dateachat",
    ),
    (
        Field::DoNotCall,
        "donotcall donotcallflag donotcontact donotphone dnc dncflag dncyn donotcallyn blockphone phoneblock \
         optout phoneoptout nocall nocalls nepasappeler neplusappeler",
    ),
    (
        Field::LastContactDate,
        "lastcontactdate lastcontact lastcontacted lastcontactedon lastcontacton datelastcontacted \
         datelastcontact contactdate lastcalldate lastcall derniercontact datederniercontact",
    ),
    (
        Field::LastContactBy,
        "lastcontactby lastcontactedby contactedby contactby lastcontactuser lastcontactagent lastcallby \
         contactepar",
    ),
    (
        Field::LastContactCode,
        "lastcontactcode contactcode lastrecyclecode recyclecode lastcontactresult contactresult \
         lastcontactstatus lastcode resultcode lastcontactoutcome codecontact",
    ),
    (
        Field::NextAppointmentDate,
        "nextappointmentdate nextappointment nextapptdate nextappt appointmentdate apptdate appointment appt \
         futureappointment futureappointmentdate nextserviceappointment prochainrendezvous prochainrdv \
         daterendezvous daterdv",
    ),
    (
        Field::ConsentDate,
        "consentdate dateofconsent consentgivenon consentedon consenton optindate caslconsentdate casldate \
         tcpadate dateconsentement",
    ),
    (
        Field::Consent,
        "consent consentgiven hasconsent consentflag consentstatus consenttype phoneconsent voiceconsent \
         callconsent optin casl caslconsent tcpa tcpaconsent consentement",
    ),
];
