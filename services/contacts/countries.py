"""Country names for Xero, which keeps letters only, from the ISO 3166-1 alpha-3 codes that Scoro keeps, and back.

English short names as people write them on envelopes; signs that are no letters (`Côte d'Ivoire`, `Guinea-Bissau`)
are written around.
"""

_TABLE = """
ABW Aruba|AFG Afghanistan|AGO Angola|AIA Anguilla|ALA Aland Islands|ALB Albania|AND Andorra
ARE United Arab Emirates|ARG Argentina|ARM Armenia|ASM American Samoa|ATA Antarctica
ATF French Southern Territories|ATG Antigua and Barbuda|AUS Australia|AUT Austria|AZE Azerbaijan|BDI Burundi
BEL Belgium|BEN Benin|BES Bonaire Sint Eustatius and Saba|BFA Burkina Faso|BGD Bangladesh|BGR Bulgaria|BHR Bahrain
BHS Bahamas|BIH Bosnia and Herzegovina|BLM Saint Barthelemy|BLR Belarus|BLZ Belize|BMU Bermuda|BOL Bolivia
BRA Brazil|BRB Barbados|BRN Brunei|BTN Bhutan|BVT Bouvet Island|BWA Botswana|CAF Central African Republic|CAN Canada
CCK Cocos Islands|CHE Switzerland|CHL Chile|CHN China|CIV Ivory Coast|CMR Cameroon
COD Democratic Republic of the Congo|COG Republic of the Congo|COK Cook Islands|COL Colombia|COM Comoros
CPV Cape Verde|CRI Costa Rica|CUB Cuba|CUW Curacao|CXR Christmas Island|CYM Cayman Islands|CYP Cyprus
CZE Czech Republic|DEU Germany|DJI Djibouti|DMA Dominica|DNK Denmark|DOM Dominican Republic|DZA Algeria|ECU Ecuador
EGY Egypt|ERI Eritrea|ESH Western Sahara|ESP Spain|EST Estonia|ETH Ethiopia|FIN Finland|FJI Fiji
FLK Falkland Islands|FRA France|FRO Faroe Islands|FSM Micronesia|GAB Gabon|GBR United Kingdom|GEO Georgia
GGY Guernsey|GHA Ghana|GIB Gibraltar|GIN Guinea|GLP Guadeloupe|GMB Gambia|GNB Guinea Bissau|GNQ Equatorial Guinea
GRC Greece|GRD Grenada|GRL Greenland|GTM Guatemala|GUF French Guiana|GUM Guam|GUY Guyana|HKG Hong Kong
HMD Heard Island and McDonald Islands|HND Honduras|HRV Croatia|HTI Haiti|HUN Hungary|IDN Indonesia|IMN Isle of Man
IND India|IOT British Indian Ocean Territory|IRL Ireland|IRN Iran|IRQ Iraq|ISL Iceland|ISR Israel|ITA Italy
JAM Jamaica|JEY Jersey|JOR Jordan|JPN Japan|KAZ Kazakhstan|KEN Kenya|KGZ Kyrgyzstan|KHM Cambodia|KIR Kiribati
KNA Saint Kitts and Nevis|KOR South Korea|KWT Kuwait|LAO Laos|LBN Lebanon|LBR Liberia|LBY Libya|LCA Saint Lucia
LIE Liechtenstein|LKA Sri Lanka|LSO Lesotho|LTU Lithuania|LUX Luxembourg|LVA Latvia|MAC Macao|MAF Saint Martin
MAR Morocco|MCO Monaco|MDA Moldova|MDG Madagascar|MDV Maldives|MEX Mexico|MHL Marshall Islands|MKD North Macedonia
MLI Mali|MLT Malta|MMR Myanmar|MNE Montenegro|MNG Mongolia|MNP Northern Mariana Islands|MOZ Mozambique
MRT Mauritania|MSR Montserrat|MTQ Martinique|MUS Mauritius|MWI Malawi|MYS Malaysia|MYT Mayotte|NAM Namibia
NCL New Caledonia|NER Niger|NFK Norfolk Island|NGA Nigeria|NIC Nicaragua|NIU Niue|NLD Netherlands|NOR Norway
NPL Nepal|NRU Nauru|NZL New Zealand|OMN Oman|PAK Pakistan|PAN Panama|PCN Pitcairn|PER Peru|PHL Philippines|PLW Palau
PNG Papua New Guinea|POL Poland|PRI Puerto Rico|PRK North Korea|PRT Portugal|PRY Paraguay|PSE Palestine
PYF French Polynesia|QAT Qatar|REU Reunion|ROU Romania|RUS Russia|RWA Rwanda|SAU Saudi Arabia|SDN Sudan|SEN Senegal
SGP Singapore|SGS South Georgia and the South Sandwich Islands|SHN Saint Helena|SJM Svalbard and Jan Mayen
SLB Solomon Islands|SLE Sierra Leone|SLV El Salvador|SMR San Marino|SOM Somalia|SPM Saint Pierre and Miquelon
SRB Serbia|SSD South Sudan|STP Sao Tome and Principe|SUR Suriname|SVK Slovakia|SVN Slovenia|SWE Sweden|SWZ Eswatini
SXM Sint Maarten|SYC Seychelles|SYR Syria|TCA Turks and Caicos Islands|TCD Chad|TGO Togo|THA Thailand|TJK Tajikistan
TKL Tokelau|TKM Turkmenistan|TLS Timor Leste|TON Tonga|TTO Trinidad and Tobago|TUN Tunisia|TUR Turkey|TUV Tuvalu
TWN Taiwan|TZA Tanzania|UGA Uganda|UKR Ukraine|UMI United States Minor Outlying Islands|URY Uruguay
USA United States|UZB Uzbekistan|VAT Vatican City|VCT Saint Vincent and the Grenadines|VEN Venezuela
VGB British Virgin Islands|VIR United States Virgin Islands|VNM Vietnam|VUT Vanuatu|WLF Wallis and Futuna|WSM Samoa
XKX Kosovo|YEM Yemen|ZAF South Africa|ZMB Zambia|ZWE Zimbabwe
"""

NAMES: dict[str, str] = {entry[:3]: entry[4:] for row in _TABLE.strip().splitlines() for entry in row.split("|")}


def country_name(country: str) -> str:
    """The name for a code in any case; what is no code is a name already and keeps its letters."""
    text = country.strip()
    if name := NAMES.get(text.upper()):
        return name
    letters = "".join(sign if sign.isalpha() else " " for sign in text)
    return " ".join(letters.split())


_CODES: dict[str, str] = {name.casefold(): code for code, name in NAMES.items()} | {
    "uk": "GBR", "great britain": "GBR", "england": "GBR", "scotland": "GBR", "wales": "GBR",
    "usa": "USA", "us": "USA", "united states of america": "USA", "holland": "NLD", "czechia": "CZE",
    "turkiye": "TUR", "south korea": "KOR", "viet nam": "VNM",
}  # fmt: skip


def country_code(name: str) -> str:
    """Scoro's code in lower case for a country as people write it; what is not known stays as it is written."""
    text = name.strip()
    if text.upper() in NAMES:
        return text.lower()
    code = _CODES.get(country_name(text).casefold())
    return code.lower() if code else text
