"""Mistakes in facts: a file, what is written into it, and the problem that `check` names."""

MISTAKES = {
    "an unknown column, with the nearest known one": (
        "officials/x.csv", "id,nmae,source_id\nann,Ann,the-paper\n",
        "officials/x.csv:2: nmae: no such column (did you mean name?)",
    ),
    "a word out of the vocabulary, with the nearest in it": (
        "groups/x.csv", "id,name,kind,party,source_id\ng,G,treaty_anex,true,the-data\n",
        "groups/x.csv:2: kind: 'treaty_anex' is not in the vocabulary (did you mean treaty_annex?)",
    ),
    "a reference to nothing, with the nearest key": (
        "officials/x.csv", "id,name,source_id\nann,Ann,the-papr\n",
        "officials/x.csv:2: source_id: no 'the-papr' among sources (did you mean the-paper?)",
    ),
    "a row without a source": (
        "officials/x.csv", "id,name,source_id\nann,Ann,\n",
        "officials/x.csv:2: source_id is missing (The source of this row.)",
    ),
    "a column that has to be there": (
        "officials/x.csv", "id,source_id\nann,the-paper\n",
        "officials/x.csv:2: name is missing (Name as commonly written.)",
    ),
    "a key used twice, with where it was first": (
        "officials/x.csv", "id,name,source_id\nli-wei,Li,the-paper\n",
        "officials/x.csv:2: li-wei is there already, at officials/hand.yaml:1",
    ),
    "a key that is no slug": (
        "officials/x.csv", "id,name,source_id\nLi_Wei,Li,the-paper\n",
        "officials/x.csv:2: 'Li_Wei' is no id (lower case, digits, hyphens)",
    ),
    "a day in no calendar": (
        "tenure-records/x.yaml",
        """
        - id: p
          official_id: li-wei
          title: envoy
          start_date: "2021-02-30"
          source_id: the-paper
        """,
        "tenure-records/x.yaml:4: start_date: 2021-02-30 is in no calendar",
    ),
    "a date in another notation": (
        "tenure-records/x.csv",
        "id,official_id,title,start_date,source_id\np,li-wei,envoy,1 March 2021,the-paper\n",
        "tenure-records/x.csv:2: start_date: '1 March 2021' is not a date (2021, 2021-03 or",
    ),
    "a date that stands for unknown": (
        "tenure-records/x.csv",
        "id,official_id,title,end_date,source_id\np,li-wei,envoy,9999-12-31,the-paper\n",
        "tenure-records/x.csv:2: end_date: 9999-12-31 stands for unknown",
    ),
    "a date that YAML takes for something else": (
        "tenure-records/x.yaml",
        "- {id: p, official_id: li-wei, title: t, start_date: 2021-03-01, source_id: the-paper}\n",
        "tenure-records/x.yaml:1: start_date: '2021-03-01' is read as timestamp (quote it: ",
    ),
    "a country code that YAML takes for false": (
        "countries/x.yaml", "- {code: SWE, name: Sweden, alpha2: no, source_id: the-data}\n",
        "countries/x.yaml:1: alpha2: 'no' is read as bool (quote it: \"no\")",
    ),
    "an end before its start, by the precision that both have": (
        "tenure-records/x.csv",
        "id,official_id,title,start_date,end_date,source_id\np,li-wei,t,2021-03-01,2020,the-paper\n",
        "tenure-records/x.csv:2: end_date 2020 is before start_date 2021-03-01",
    ),
    "an address without a scheme": (
        "sources/x.csv", "id,kind,licence,citation,url\ns,dataset,MIT,S,www.example.org\n",
        "sources/x.csv:2: url: 'www.example.org' is not an absolute address",
    ),
    "a source with neither licence nor reason": (
        "sources/x.csv", "id,kind,citation\ns,dataset,S\n",
        "sources/x.csv:2: neither licence nor licence_note (null needs a reason)",
    ),
    "a source with neither address nor reason": (
        "sources/x.csv", "id,kind,licence,citation\ns,dataset,MIT,S\n",
        "sources/x.csv:2: neither url nor url_note (null needs a reason)",
    ),
    "an address of no licence": (
        "sources/x.csv",
        "id,kind,licence_note,licence_url,citation\ns,dataset,none,https://example.org/l,S\n",
        "sources/x.csv:2: an address of no licence",
    ),
    "two addresses of one licence": (
        "sources/x.csv",
        """
        id,kind,licence,licence_url,url_note,citation
        s,dataset,MIT,https://example.org/l,printed,S
        t,dataset,MIT,https://example.org/m,printed,T
        """,
        "sources/x.csv:3: MIT has another address at sources/x.csv:2",
    ),
    "a pledge of nobody": (
        "pledges/x.csv", "id,kind,source_id\np,net_zero,the-data\n",
        "pledges/x.csv:2: either country_code or group_id, and only one",
    ),
    "a cell that the source records of a pledge state": (
        "pledges/hand.yaml", "- {id: chn-net-zero-2060, country_code: CHN, status: in_law}\n",
        "pledges/hand.yaml:1: chn-net-zero-2060 has source records: status is theirs",
    ),
    "a document that the source records of a pledge lead to": (
        "pledges/hand.yaml", "- {id: chn-net-zero-2060, country_code: CHN, document_id: d}\n",
        "pledges/hand.yaml:1: chn-net-zero-2060 has source records: document_id is theirs",
    ),
    "a pledge that names the one before it": (
        "pledges/x.csv", "id,country_code,kind,supersedes_id,source_id\np,CHN,other,q,the-data\n",
        "pledges/x.csv:2: it follows from the other pledge (write superseded_by_id",
    ),
    "a source record of another party's pledge": (
        "pledge-records/x.csv",
        """
        id,pledge_id,country_code,form,first_seen,last_seen,kind,source_id
        r,chn-net-zero-2060,NOR,snapshot,2020,2020,net_zero,the-data
        """,
        "pledge-records/x.csv:2: chn-net-zero-2060 is a pledge of CHN",
    ),
    "a source record of a target without a pledge": (
        "pledge-records/x.csv",
        """
        id,country_code,form,first_seen,last_seen,kind,source_id
        r,NOR,snapshot,2020,2020,net_zero,the-data
        """,
        "pledge-records/x.csv:2: pledge_id and kind do not agree (a record without a pledge",
    ),
    "a source record of no target with a pledge": (
        "pledge-records/x.csv",
        """
        id,pledge_id,country_code,form,first_seen,last_seen,kind,source_id
        r,chn-net-zero-2060,CHN,snapshot,2020,2020,no_target,the-data
        """,
        "pledge-records/x.csv:2: pledge_id and kind do not agree",
    ),
    "a snapshot of earlier days": (
        "pledge-records/x.csv",
        """
        id,pledge_id,country_code,form,first_seen,last_seen,valid_from,kind,source_id
        r,chn-net-zero-2060,CHN,snapshot,2020,2020,2015,net_zero,the-data
        """,
        "pledge-records/x.csv:2: a snapshot has no valid_from (a snapshot speaks of its own day",
    ),
    "a source record last seen before it was first seen": (
        "pledge-records/x.csv",
        """
        id,pledge_id,country_code,form,first_seen,last_seen,kind,source_id
        r,chn-net-zero-2060,CHN,snapshot,2023,2020,net_zero,the-data
        """,
        "pledge-records/x.csv:2: last_seen 2020 is before first_seen 2023",
    ),
    "a pledge of no target": (
        "pledges/x.csv", "id,country_code,kind,source_id\np,NOR,no_target,the-data\n",
        "pledges/x.csv:2: kind: 'no_target' is not in the vocabulary",
    ),
    "a list of members that ends before it begins": (
        "membership-statements/x.csv",
        "group_id,country_code,list,list_from,list_to,source_id\neu,NOR,A,2020,2010,the-data\n",
        "membership-statements/x.csv:2: list_to 2010 is before list_from 2020",
    ),
    "coverage of a resource that there is not": (
        "source-coverage/x.csv", "resource,level,source_id\npledge,full,the-data\n",
        "source-coverage/x.csv:2: no resource 'pledge' (did you mean pledges?)",
    ),
    "coverage that is declared twice": (
        "source-coverage/x.csv",
        "resource,level,source_id\npledges,full,the-data\npledges,partial,the-data\n",
        "source-coverage/x.csv:3: pledges are declared already, at source-coverage/x.csv:2",
    ),
    "coverage of nothing": (
        "source-coverage/x.csv", "resource,level,source_id\npledges,none,the-data\n",
        "source-coverage/x.csv:2: a source does not cover nothing (leave the row out",
    ),
    "coverage that ends before it begins": (
        "source-coverage/x.csv",
        """
        resource,level,covered_from,covered_to,source_id
        pledges,full,2023,2020,the-data
        """,
        "source-coverage/x.csv:2: covered_to 2020 is before covered_from 2023",
    ),
    "a pledge that has ended on no day": (
        "pledges/x.csv", "id,country_code,kind,outcome,source_id\np,CHN,other,withdrawn,the-data\n",
        "pledges/x.csv:2: outcome and ended_by do not agree (the day of the source that tells",
    ),
    "a pledge that another party's replaced": (
        "pledges/x.csv",
        """
        id,country_code,kind,outcome,ended_by,superseded_by_id,source_id
        p,NOR,other,superseded,2023,chn-net-zero-2060,the-data
        """,
        "pledges/x.csv:2: chn-net-zero-2060 cannot have taken its place (another pledge of the",
    ),
    "a share of two parties": (
        "emissions-shares/x.csv",
        """
        country_code,group_id,series_id,year,emissions_mt,source_id
        NOR,eu,co2-territorial,2019,1,the-data
        """,
        "emissions-shares/x.csv:2: either country_code or group_id or aggregate_id, and only one",
    ),
    "a measured share without a denominator": (
        "emissions-shares/x.csv",
        "country_code,series_id,year,emissions_mt,source_id\nCHN,co2-territorial,1850,1,the-data\n",
        "emissions-shares/x.csv:2: no world total for co2-territorial, 1850, the-data (a row",
    ),
    "a claim without its words": (
        "claims/x.csv", "id,country_code,measure,value,source_id\nx,CHN,share,30,the-paper\n",
        "claims/x.csv:2: words is missing (The words of the claim, to the letter; of a speech",
    ),
    "a share without its figure": (
        "emissions-shares/x.csv",
        "country_code,series_id,year,source_id\nCHN,co2-territorial,2018,the-data\n",
        "emissions-shares/x.csv:2: emissions_mt is missing (The party's emissions, million",
    ),
    "a name that two countries would answer to": (
        "countries/x.yaml", "- {code: SWE, name: Sweden, aliases: [NÓREG], source_id: the-data}\n",
        "countries/x.yaml:1: 'noreg' names NOR and SWE (take the alias away)",
    ),
    "a name that a country and a group would answer to": (
        "groups/x.csv", "id,name,kind,party,source_id\ncn,The Group,un_category,false,the-data\n",
        "groups/x.csv:2: 'cn' names CHN and cn (take the alias away)",
    ),
    "a post that is somebody else's": (
        "quotes/x.yaml",
        """
        - {id: q, text: No., kind: verbatim, language: en, speaker_kind: official, speaker_name: B,
           tenure_id: li-wei-envoy, source_id: the-data}
        """,
        "quotes/x.yaml:2: li-wei-envoy is a tenure of li-wei, not of the speaker",
    ),
    "who takes part in nothing": (
        "representatives/x.csv", "id,official_id,country_code,source_id\nr,li-wei,CHN,the-data\n",
        "representatives/x.csv:2: either event_id or dialogue_id, and only one",
    ),
    "who takes part in somebody else's post": (
        "representatives/x.yaml",
        """
        - {id: r, official_id: li-wei, country_code: CHN, dialogue_id: talks, source_id: the-data,
           tenure_id: ann-envoy}
        - {id: s, official_id: ann, country_code: CHN, dialogue_id: talks, source_id: the-data,
           tenure_id: li-wei-envoy}
        """,
        "representatives/x.yaml:4: li-wei-envoy is a tenure of li-wei",
    ),
    "a participant that is no country": (
        "dialogues/x.yaml",
        "- {id: d, kind: call, name: D, participants: [CHN, NRO], source_id: the-data}\n",
        "dialogues/x.yaml:1: country_code: no 'NRO' among countries (did you mean NOR?)",
    ),
    "space around a value": (
        "officials/x.csv", "id,name,source_id\nann, Ann,the-paper\n",
        "officials/x.csv:2: name: ' Ann' is empty or has space around it (leave out what is null)",
    ),
    "a world total given twice": (
        "world-emissions/x.csv",
        "series_id,year,emissions_mt,source_id\nco2-territorial,2019,301,the-data\n",
        "world-emissions/x.csv:2: this world total is there already, at world-emissions/data.csv:2",
    ),
    "what no database takes for text": (
        "officials/x.yaml", '- {id: ann, name: "A\\ud800", source_id: the-paper}\n',
        "officials/x.yaml:1: name: a null or half a surrogate pair is no text",
    ),
    "a number in another notation": (
        "world-emissions/x.csv",
        'series_id,year,emissions_mt,source_id\nco2-territorial,2018,"1,5",the-data\n',
        "world-emissions/x.csv:2: emissions_mt: '1,5' is not a number (digits with",
    ),
    "a row of the wrong length": (
        "officials/x.csv", "id,name,source_id\nann,Ann\n",
        "officials/x.csv:2: 2 cells under 3 columns",
    ),
    "a column given twice in YAML": (
        "officials/x.yaml", "- id: ann\n  name: Ann\n  name: Anne\n  source_id: the-paper\n",
        "officials/x.yaml:3: name is given twice",
    ),
    "a file that is not YAML": (
        "officials/x.yaml", "- id: ann\n  name: 'Ann\n",
        "officials/x.yaml:3: not YAML in UTF-8: found unexpected end of stream",
    ),
    "a folder that is no resource": (
        "offcials/x.csv", "id\nann\n", "offcials/x.csv:1: no resource 'offcials'",
    ),
    "a file of another kind": (
        "officials/x.json", "[]", "officials/x.json:1: unknown kind of file '.json'",
    ),
    "a version that is none": (
        "VERSION", "first\n", "VERSION:1: 'first' is not a version (three numbers, such as 1.0.0)",
    ),
    "a version without its date": (
        "VERSION", "1.0.0\n", "VERSION:1: no date (a line such as 1.0.0 2026-11-23)",
    ),
    "a version's date that is none": (
        "VERSION", "1.0.0 2026-11-31\n",
        "VERSION:1: '2026-11-31' is not the date of the version (a line such as 1.0.0 2026-11-23)",
    ),
}  # fmt: skip
