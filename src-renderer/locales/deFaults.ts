import type { FaultCode } from '#shared/protocol/fault.ts';

const damagedData =
  'Die angekommenen Daten sind beschädigt oder nicht von diesem Programm. Nichts wurde geändert.';
const badBlock =
  'Ein Block wurde abgelehnt, weil er eine Regel des Netzwerks verletzt. Nichts wurde geändert.';
const brokenStore =
  'Die Datenbank im Datenordner ist beschädigt. Sie lässt sich aus den gespeicherten Blöcken neu aufbauen.';
const badShare = 'Der Pool hat einen Share abgelehnt.';
const poolRefused =
  'Der Pool hat die Anfrage abgelehnt. Nichts wurde geändert; bitte versuche es noch einmal.';
const poolBusy = 'Der Pool hat gerade zu viel zu tun. Bitte versuche es in einer Minute noch einmal.';
const poolUnclear =
  'Der Pool hat etwas geantwortet, das keinen Sinn ergibt. Nichts wurde geändert; vielleicht ist ein anderer Pool besser.';

export const deFaults: Record<FaultCode, string> = {
  'decode.hex': 'Dieser Text ist keine gültige hexadezimale Zahl.',
  'decode.truncated': damagedData,
  'decode.trailing': damagedData,
  'decode.integer': damagedData,
  'decode.utf8': damagedData,
  'decode.tooLong': 'Das ist länger, als das Netzwerk erlaubt. Bitte teile es auf.',
  'decode.amount': damagedData,
  'decode.list': damagedData,
  'decode.features': damagedData,
  'decode.message': damagedData,
  'amount.text': 'Das ist kein Betrag. Schreib ihn wie 12,5: Ziffern und höchstens ein Komma.',
  'amount.tooPrecise': 'Ein Betrag hat höchstens 8 Nachkommastellen. Bitte kürze ihn.',
  'amount.tooLarge': 'Das sind mehr Coins, als es je geben wird. Bitte prüfe den Betrag.',
  'amount.ambiguous': 'Das lässt sich auf zwei Arten lesen. Schreib {{whole}} oder {{part}}.',
  'address.prefix':
    'Diese Adresse gehört zu einem anderen Netzwerk: Sie beginnt mit {{prefix}}, Adressen hier beginnen mit {{expected}}.',
  'address.checksum':
    'In dieser Adresse ist ein Tippfehler. Bitte kopiere sie neu oder vergleiche Zeichen für Zeichen.',
  'address.length': 'Diese Adresse ist unvollständig, oder es wurde zu viel kopiert. Bitte kopiere sie neu.',
  'address.mixedCase': 'Eine Adresse hat nur Kleinbuchstaben. Bitte kopiere sie neu.',
  'address.text': 'Das ist keine Adresse. Adressen hier sehen aus wie lcoco1…, nur Buchstaben und Ziffern.',
  'network.file': 'Diese Netzwerkdatei ist nicht brauchbar: „{{field}}“ fehlt oder ist falsch.',
  'key.length': 'Dieser Schlüssel hat die falsche Länge.',
  'key.entropy': 'Die Wallet konnte keine guten Zufallswörter erzeugen. Bitte versuche es noch einmal.',
  'key.mnemonic': 'Diese Wörter ergeben keine Wallet. Prüfe auf Tippfehler und auf die Reihenfolge.',
  'key.account': 'Ein Konto mit dieser Nummer gibt es nicht.',
  'block.tooLarge': badBlock,
  'block.coreVersion':
    'Ein Block gehört zu einer anderen Version des Netzwerks. Vielleicht braucht Coco eine Aktualisierung.',
  'block.id': badBlock,
  'block.previousHash': badBlock,
  'block.footerHash': badBlock,
  'block.blockHash': badBlock,
  'block.hashAboveTarget': badBlock,
  'block.minedDate':
    'Ein Block hat eine Zeit, die nicht stimmen kann. {{reason}} Wenn das öfter vorkommt, prüfe die Uhr deines Computers.',
  'block.domain': badBlock,
  'block.leadershipId': badBlock,
  'block.reward': badBlock,
  'block.rewardId': badBlock,
  'block.transactionFees': badBlock,
  'block.contractFees': badBlock,
  'block.executionHash': badBlock,
  'block.listOrder': badBlock,
  'address.known': badBlock,
  'address.unused': badBlock,
  'wallet.unknown': 'Die Kette kennt dieses Konto noch nicht. Es erscheint mit seinen ersten Coins.',
  'contract.fuel':
    'Der nächste Block hat für die Arbeit dieses Vertrags keinen Platz mehr. Bitte versuche es in ein paar Minuten noch einmal.',
  'contract.unknown': 'Diesen Vertrag gibt es auf dieser Kette nicht. Bitte prüfe den Link.',
  'transaction.reference': 'Diese Zahlung ist zu alt für einen Block. Bitte bereite sie neu vor.',
  'transaction.repeated': 'Genau diese Zahlung wurde schon gesendet. Sie wird nicht zweimal gesendet.',
  'transaction.signature':
    'Die Unterschrift passt nicht zur Zahlung, deshalb wurde sie abgelehnt. Es wurden keine Coins bewegt.',
  'transaction.balanceTooLow':
    'Es sind {{have}} Coins verfügbar, und mit der Gebühr werden {{need}} gebraucht.',
  'transaction.amount': 'Ein Betrag muss über 0 liegen. Bitte prüfe die Beträge.',
  'transaction.fee': 'Diese Gebühr ist nicht möglich. Bitte wähle eine andere.',
  'transaction.receivers':
    'Eine Zahlung hat mindestens einen Empfänger und nicht mehr, als das Netzwerk erlaubt.',
  'transaction.receiverTwice': 'Dieselbe Adresse steht zweimal da. Schreib beide Beträge in eine Zeile.',
  'transaction.underTrust':
    'Die Coins dieses Kontos sind anvertraut: Nur die Vertrauenspartei kann sie bewegen.',
  'trust.party': 'Dieses Konto vertraut schon einer anderen Partei. Beende das zuerst.',
  'trust.self': 'Das ist das Konto selbst. Nenne ein anderes.',
  'trust.none': 'Dieses Konto vertraut niemandem, also gibt es nichts zu beenden.',
  'trust.terminating': 'Das Vertrauen läuft schon aus. Du musst nur warten.',
  'update.notTrusting':
    'Eines dieser Konten vertraut dir nicht, deshalb kann sein Guthaben nicht gesetzt werden.',
  'update.walletTwice': 'Ein Konto steht zweimal da. Jedes darf nur einmal vorkommen.',
  'group.sender': 'In einer Gruppe dürfen nur eigene Konten senden und solche, die dir vertrauen.',
  'group.nested': 'Eine Gruppe kann keine andere Gruppe enthalten.',
  'group.item': 'Ein Eintrag dieser Art kann nicht in einer Gruppe stehen.',
  'group.items': 'Das sind zu viele verschiedene Schritte für eine Gruppe. Sende sie als mehrere Gruppen.',
  'balances.columns': 'In dieser Zeile fehlen Adresse und Betrag.',
  'balances.twice': 'Diese Adresse steht schon in Zeile {{line}}.',
  'balances.tooMany':
    'Das sind mehr Zeilen, als eine Abrechnung hier fassen kann ({{limit}}). Teile die Liste auf.',
  'balances.empty': 'In dieser Liste steht keine Adresse mit einem Guthaben.',
  'search.text':
    'Das ist weder Blocknummer noch Hash, Transaktions-ID oder Adresse. Bitte prüfe deine Eingabe.',
  'wallet.exists': 'In diesem Datenordner gibt es schon eine Wallet. Sie wird nicht überschrieben.',
  'wallet.none': 'Es gibt noch keine Wallet. Erstelle eine oder stelle eine wieder her.',
  'wallet.locked': 'Die Wallet ist gesperrt. Entsperre sie und versuche es noch einmal.',
  'wallet.passwordWrong':
    'Dieses Passwort stimmt nicht. Prüfe die Großbuchstaben und die Sprache der Tastatur.',
  'wallet.passwordWait':
    'Zu viele falsche Passwörter. Bitte warte {{seconds}} s und versuche es dann noch einmal.',
  'wallet.passwordTooShort': 'Dieses Passwort ist zu kurz. Bitte wähle ein längeres.',
  'wallet.passwordNeeded': 'Diese Zahlung braucht dein Passwort. Bitte gib es ein und bestätige noch einmal.',
  'wallet.vaultDamaged':
    'Die Wallet-Datei ist beschädigt und wurde nicht geöffnet. Nimm eine Sicherung, oder stelle die Wallet aus den Wörtern wieder her.',
  'wallet.vaultFile':
    'Das ist keine Wallet-Datei von Coco, oder sie ist beschädigt. Wähle die Datei, die gespeichert wurde.',
  'wallet.vaultTooNew':
    'Eine neuere Version von Coco hat die Wallet-Datei geschrieben. Bitte aktualisiere diese.',
  'wallet.keyStretching':
    'Zum Öffnen der Wallet ist nicht genug Speicher frei. Schließe andere Programme und versuche es noch einmal.',
  'wallet.wordsNone': 'Die Wörter müssen zuerst gezeigt werden. Bitte fang noch einmal an.',
  'wallet.wordsCheck': 'Wort {{position}} stimmt nicht. Vergleiche es mit dem, was du aufgeschrieben hast.',
  'wallet.account': 'Dieses Konto gibt es in dieser Wallet nicht.',
  'wallet.accounts': 'Eine Wallet hat höchstens {{limit}} Konten.',
  'wallet.contacts': 'Eine Wallet hat höchstens {{limit}} Kontakte.',
  'wallet.poolLied':
    'Der Pool wollte eine andere Zahlung unterschrieben haben als deine. Nichts wurde unterschrieben. Nimm einen anderen Pool.',
  'payment.draft': 'Diese Zahlung wartet nicht mehr auf Bestätigung. Bitte bereite sie neu vor.',
  'payment.draftExpired':
    'Es hat so lange gedauert, dass diese Zahlung verfallen würde. Bitte bereite sie neu vor.',
  'payment.reference':
    'Der Pool hat einen Block genannt, der nicht passt. Nichts wurde unterschrieben; bitte versuche es noch einmal.',
  'payment.lookalike':
    '{{address}} sieht fast aus wie {{known}}, die du kennst, ist aber eine andere Adresse. Vergleiche jede Gruppe: Das ist ein bekannter Betrug.',
  'payment.feeRaised':
    'Du hast dieselbe Zahlung eben erst gesendet. Damit beide sich unterscheiden, ist die Gebühr winzig höher.',
  'payment.feeAboveAmount': 'Die Gebühr ist höher als der Betrag selbst.',
  'payment.feeHigh': 'Die Gebühr ist ein Vielfaches der üblichen. Möchtest du das?',
  'payment.toSelf': 'Du zahlst an ein eigenes Konto.',
  'uri.text': 'Das ist kein Zahlungslink. Ein solcher sieht aus wie coco:adresse?amount=1.',
  'uri.scheme': 'Dieser Link ist keiner von Coco. Zahlungslinks beginnen mit „coco:“.',
  'uri.address': 'In diesem Zahlungslink steht keine gültige Adresse. Bitte lass dir einen neuen geben.',
  'uri.amount': 'Der Betrag in diesem Zahlungslink ergibt keinen Sinn. Bitte lass dir einen neuen geben.',
  'uri.parameter': 'Dieser Zahlungslink verlangt etwas, das diese Version nicht kennt: {{name}}.',
  'uri.repeated': 'Dieser Zahlungslink sagt etwas doppelt und ist unklar. Bitte lass dir einen neuen geben.',
  'bridge.lost':
    'Die Verbindung zur App brach ab, bevor sie geantwortet hat. Sie wird von selbst neu aufgebaut.',
  'bridge.method':
    'Die App kennt diese Anfrage nicht. Fenster und App haben verschiedene Versionen: Starte Coco neu.',
  'bridge.params': 'Etwas Eingegebenes hat eine Form, die die App nicht annimmt. Bitte prüfe es.',
  'bridge.answer': 'Die Antwort der App war nicht zu verstehen. Bitte starte Coco neu.',
  'bridge.unknownFault':
    'Die App hat das aus einem Grund abgelehnt, den dieses Fenster nicht kennt ({{code}}).',
  'app.internal':
    'In der App ist etwas schiefgegangen, und nichts wurde geändert. Mehr steht im Protokoll im Datenordner.',
  'share.unknownJob': `${badShare} Er gehört zu einer Arbeit, die der Pool nicht kennt.`,
  'share.stale':
    'Zu spät: Ein neuer Block war da, die Arbeit galt noch dem alten. Ein paar davon sind normal.',
  'share.duplicate': `${badShare} Er war schon eingereicht.`,
  'share.lowDifficulty': `${badShare} Er war leichter als vereinbart.`,
  'share.future': `${badShare} Seine Zeit liegt in der Zukunft: Prüfe die Uhr deines Computers.`,
  'share.tooOld': `${badShare} Er war über eine Minute alt. Vielleicht ist die Verbindung langsam.`,
  'share.tooMany': `${badShare} Für eine Arbeit kamen zu viele; eine höhere Share-Schwierigkeit hilft.`,
  'mempool.full':
    'Zu viele Zahlungen warten auf einen Block. Versuche es später oder mit einer höheren Gebühr.',
  'mempool.tooLarge': 'Diese Zahlung ist zu groß für einen Block. Bitte teile sie auf.',
  'mempool.expired': 'Diese Zahlung ist zu alt für einen Block. Bitte bereite sie neu vor.',
  'pool.closed': 'Der Pool wird gerade beendet. Bitte starte Coco neu.',
  'pool.busy': poolBusy,
  'pool.rehearsals':
    'Von hier aus sollte der Pool zu oft Verträge ausprobieren. Bitte versuche es in einer Minute noch einmal.',
  'pool.feePercent': 'Eine Pool-Gebühr liegt zwischen 0 und 100 Prozent.',
  'pool.payoutThreshold': 'Diese Auszahlungsschwelle ist nicht möglich. Bitte wähle einen anderen Betrag.',
  'pool.difficultyBounds':
    'Diese Share-Schwierigkeit nimmt der Pool nicht. Wähle eine zwischen {{min}} und {{max}}.',
  'pool.domain': 'Das ist kein gültiger Name und keine Adresse eines Pools.',
  'pool.anotherNetwork': 'Dieser Pool gehört zu einem anderen Netzwerk.',
  'prepare.newWallet':
    'Diese Adresse hatte noch nie Coins. Prüfe sie zweimal: Ein Tippfehler fällt auf, eine falsche Person nicht.',
  'prepare.spendsPending': 'Diese Zahlung gibt Coins aus, die selbst noch auf einen Block warten.',
  'prepare.feeRaised':
    'Dieselbe Zahlung ist schon unterwegs. Damit beide sich unterscheiden, ist die Gebühr winzig höher.',
  'prepare.toItself': 'Du zahlst an das Konto, von dem du zahlst: Nur die Gebühr ist danach weg.',
  'server.malformed': poolRefused,
  'server.request': poolRefused,
  'server.method': 'Der Pool kennt diese Anfrage nicht. Vielleicht hat er eine ältere Version.',
  'server.params': poolRefused,
  'server.batch': poolRefused,
  'server.binary': poolRefused,
  'server.tooLarge': 'Der Pool hat die Anfrage abgelehnt, weil sie zu groß ist.',
  'server.rateLimited': 'Der Pool hat zu viele Anfragen von dir bekommen. Bitte warte einen Moment.',
  'server.busy': poolBusy,
  'server.full': 'Der Pool hat so viele Verbindungen, wie er halten kann. Versuche es später.',
  'server.tooManyFromAddress': 'Der Pool hat zu viele Verbindungen von deiner Adresse.',
  'server.banned': 'Der Pool nimmt von deiner Adresse zurzeit keine Verbindungen an.',
  'server.badWork': 'Der Pool hat die Verbindung getrennt, weil zu viele Shares falsch waren.',
  'server.slowSender': 'Der Pool hat die Verbindung getrennt, weil sie zu langsam war.',
  'server.slowReader': 'Der Pool hat die Verbindung getrennt, weil sie zu langsam war.',
  'server.idle': 'Der Pool hat die Verbindung getrennt, weil lange nichts kam.',
  'server.halfOpen': 'Die Verbindung zum Pool war nicht rechtzeitig bereit.',
  'server.origin': 'Der Pool nimmt von dieser Seite keine Verbindungen an.',
  'server.version': 'Der Pool spricht eine andere Version. Vielleicht braucht Coco eine Aktualisierung.',
  'server.needsSocket': 'Diese Anfrage braucht eine dauerhafte Verbindung zum Pool.',
  'server.notFound': 'Unter diesem Namen hat der Pool nichts.',
  'server.closing': 'Der Pool wird gerade beendet. Bitte versuche es in einer Minute noch einmal.',
  'server.internal': 'Im Pool ist etwas schiefgegangen. Mehr steht in seinem Protokoll.',
  'server.listen': 'Der Pool konnte seinen Port nicht öffnen. {{reason}}',
  'server.certificate': 'Das Zertifikat des Pools war nicht zu lesen. {{reason}}',
  'chain.notHeavier': 'In dieser Kette steckt nicht mehr Arbeit als in der jetzigen.',
  'peer.url': 'Das ist keine Adresse eines Pools.',
  'peer.lost': 'Die Verbindung zum anderen Pool brach ab. Sie wird von selbst neu aufgebaut.',
  'peer.silent': 'Unter dieser Adresse antwortet kein Pool. Es wird von selbst wieder versucht.',
  'peer.refused': 'Der andere Pool nimmt von hier zurzeit keine Verbindungen an.',
  'peer.slow': 'Der andere Pool hat nicht rechtzeitig geantwortet.',
  'peer.lied':
    'Der andere Pool hat etwas gesendet, das nicht stimmt. {{reason}} Er ist für eine Weile ausgeschlossen.',
  'peer.banned': 'Der andere Pool ist für eine Weile ausgeschlossen.',
  'peer.full': 'Der andere Pool nimmt keine weiteren Verbindungen an.',
  'peer.version': 'Der andere Pool spricht eine andere Version.',
  'peer.anotherNetwork': 'Der andere Pool gehört zu einem anderen Netzwerk.',
  'peer.itself': 'Das ist die Adresse dieses Pools selbst.',
  'remote.url': 'Das ist keine Adresse eines Pools.',
  'remote.lost': 'Die Verbindung zum Pool brach ab. Sie wird von selbst neu aufgebaut.',
  'remote.timeout': 'Der Pool hat nicht rechtzeitig geantwortet. Es wird von selbst neu versucht.',
  'remote.malformed': poolUnclear,
  'remote.tooLarge': poolUnclear,
  'remote.version': 'Der Pool spricht eine andere Version. Vielleicht braucht Coco eine Aktualisierung.',
  'remote.refused': 'Der Pool hat die Verbindung abgelehnt. {{reason}}',
  'remote.anotherNetwork': 'Dieser Pool gehört zu einem anderen Netzwerk als deine Wallet.',
  'remote.disagrees':
    'Zwei Pools sagen Verschiedenes über die Kette. Warte, bevor du dich auf neue Zahlungen verlässt.',
  'remote.lighter':
    '{{used}}, der Pool, den du benutzt, zeigt eine Kette mit weniger Arbeit als eine andere, die früher auf diesem Computer geprüft wurde. Zahlungen auf ihr halten vielleicht nicht. Warte, oder benutze einen anderen Pool.',
  'remote.closed': 'Die Verbindung zum Pool ist geschlossen.',
  'remote.badProof':
    'Der Arbeitsnachweis von Block {{blockId}} dieses Pools stimmt nicht. {{reason}} Entweder lügt der Pool, oder die Uhr dieses Computers geht falsch. Der Pool wird nicht benutzt.',
  'remote.unproven':
    'Der Pool will sich auf Block {{blockId}} beziehen, dessen Arbeit nicht geprüft werden konnte. Es wurde nichts unterschrieben. Versuche es gleich noch einmal.',
  'remote.coreVersion':
    'Dieses Netzwerk folgt anderen Regeln als diese Version von Coco. Eine neuere kennt sie vielleicht.',
  'reach.tooMany': 'Der andere Pool wird das gerade zu oft gefragt. Versuche es in einer Minute noch einmal.',
  'reach.nobody':
    'Nur ein anderer Pool kann sagen, ob deiner erreichbar ist. Nenne auf der Pool-Seite zuerst einen.',
  'reach.notServing': 'Schalte zuerst „Als Pool betreiben“ ein.',
  'connection.known': 'Dieser Pool steht schon auf deiner Liste.',
  'connection.unknown': 'Dieser Pool steht nicht mehr auf deiner Liste.',
  'connection.full': 'Deine Liste fasst höchstens {{limit}} Pools. Entferne zuerst einen.',
  'connection.changed':
    'Der Pool zeigt jetzt ein anderes Netzwerk als eben. Sieh noch einmal nach, bevor du beitrittst.',
  'store.locked':
    'Ein anderes Coco nutzt diesen Datenordner. Schließe es zuerst, oder starte dieses mit einem anderen Ordner.',
  'store.readOnly': 'In den Datenordner lässt sich nicht schreiben. Prüfe seine Berechtigungen.',
  'store.diskFull':
    'Die Festplatte ist voll. Schaffe Platz und starte Coco neu; nichts Bestätigtes ist verloren.',
  'store.databaseDamaged': brokenStore,
  'store.stateDamaged': brokenStore,
  'store.blockDamaged':
    'Block {{block}} im Datenordner ist beschädigt. Er muss neu geholt oder repariert werden, bevor er benutzt wird.',
  'store.anotherNetwork':
    'In diesem Datenordner liegt die Kette eines anderen Netzwerks: {{have}}, nicht {{want}}.',
  'store.empty': 'In diesem Ordner liegt keine Kette.',
  'store.notEmpty': 'In diesem Ordner liegt schon eine Kette. Sie wird nicht überschrieben.',
  'store.failed': 'Der Datenordner ließ sich nicht lesen oder beschreiben. {{reason}}',
  'store.closed': 'Die Dateien der Kette sind geschlossen. Bitte starte Coco neu.',
  'store.undoDepth': 'So weit lässt sich die Kette nicht zurücknehmen.',
  'store.tooNew':
    'Eine neuere Version von Coco hat diesen Datenordner geschrieben. Bitte aktualisiere diese.',
  'contract.tooLong': 'Dieser Vertrag ist länger, als das Netzwerk erlaubt. Bitte kürze ihn.',
  'contract.noScript': 'In dieser Vertragsdatei steht kein Skript.',
  'contract.severalScripts': 'In dieser Vertragsdatei stehen mehrere Skripte. Nur eines ist erlaubt.',
  'contract.fence': 'Das Skript dieser Vertragsdatei endet nicht.',
  'contract.version':
    'Dieser Vertrag ist für eine andere Version geschrieben. Vielleicht braucht Coco eine Aktualisierung.',
  'contract.syntax': 'Im Skript dieses Vertrags ist ein Syntaxfehler.',
  'contract.tooDeep': 'Das Skript dieses Vertrags ist zu tief verschachtelt.',
  'contract.printer':
    'Das Skript dieses Vertrags lässt sich nicht in die Standardform bringen, ohne seine Bedeutung zu ändern.',
  'contract.notCanonical': 'Das Skript dieses Vertrags steht nicht in der Standardform.',
  'contract.severalModels': 'In dieser Vertragsdatei stehen mehrere Modelle. Nur eines ist erlaubt.',
  'contract.model': 'Das Modell dieser Vertragsdatei ergibt keinen Sinn.',
  'contract.script': 'Das Skript dieses Vertrags ist nicht brauchbar. {{reason}}',
  'contract.altered':
    'Diese Vertragsdatei wurde verändert: Sie ist nicht die, die in der Kette steht. Stimme ihr nicht zu.',
  'contract.known':
    'Genau dieser Vertrag ist schon veröffentlicht. Ändere etwas am Text, um ihn neu zu veröffentlichen.',
  'contract.hashIsKey':
    'Der Hash dieses Vertrags könnte der Schlüssel von jemandem sein. So lässt er sich nicht veröffentlichen; eine leere Zeile am Ende ändert das.',
  'contract.refuses': 'Das Skript des Vertrags lehnt das ab. {{reason}}',
  'contract.applied': 'Dieses Konto ist diesem Vertrag schon beigetreten.',
  'contract.notApplied': 'Dieses Konto ist diesem Vertrag nicht beigetreten.',
  'contract.link':
    'Dieser Link lässt sich nicht öffnen. Der Link eines Vertrags beginnt mit https:// oder coco:contract.',
  'contract.download': 'Der Vertrag war unter seinem Link nicht zu lesen. {{reason}}',
  'contract.noFile':
    'Der Text dieses Vertrags ist hier nicht zu haben. Frage den Anbieter nach dem Link oder der Datei.',
  'contract.notOpened': 'Bitte öffne und lies den Vertrag, bevor du zustimmst.',
  'contract.notServed': 'Dieser Pool bewahrt die Datei dieses Vertrags nicht auf.',
  'job.malformed':
    'Der Pool hat eine Arbeit verteilt, die keinen Sinn ergibt. Der Miner bleibt bei der letzten guten.',
  'job.target':
    'Der Pool hat eine Arbeit verteilt, die niemand lösen kann. Der Miner bleibt bei der letzten guten.',
  'job.clock':
    'Die Uhren des Pools und dieses Computers gehen zu weit auseinander. Prüfe die Uhr deines Computers.',
  'job.stale':
    'Die Arbeit des Miners ist zu alt, und der Pool schickt keine neue. Sobald eine kommt, geht es weiter.',
  'miner.threadFailed':
    'Ein Mining-Thread hat unerwartet aufgehört. Starte das Mining neu, vielleicht mit weniger Threads.',
  'miner.pausedForAWhile': 'Du hast das Mining für eine Weile angehalten. Es geht von selbst weiter.',
  'miner.onBattery': 'Dein Computer läuft mit Akku. Das Mining geht weiter, wenn er am Netz ist.',
  'miner.inUse': 'Jemand benutzt diesen Computer. Das Mining geht weiter, wenn er in Ruhe gelassen wird.',
  'miner.tooHot':
    'Der Prozessor hat {{temperature}} °C, mehr als {{limit}} °C. Das Mining geht weiter, wenn er kühler ist.',
};
