// Une caisse en WinDev (WLangage), avec vigilot.dll à côté de l'exécutable (x86 ou x64 selon l'application).
// Seul VIGILOT_ALLOW autorise la délivrance : tout le reste, absence de la DLL comprise, se traite comme VIGILOT_VERIFY.

CONSTANTE
	VIGILOT_ALLOW  = 1
	VIGILOT_VERIFY = 10
	VIGILOT_BLOCK  = 20
FIN

// Verdict d'une boîte. sScan : ce que la douchette a tapé, tel quel.
PROCEDURE VigilotControle(LOCAL sScan est une chaîne UNICODE, LOCAL sVente est une chaîne UNICODE, sId, sMessage)
sNom    est une chaîne UNICODE fixe sur 28
sTexte  est une chaîne UNICODE fixe sur 512
sPoste  est une chaîne UNICODE = "comptoir-1"
nVerdict est un entier = VIGILOT_VERIFY
QUAND EXCEPTION DANS
	nVerdict = API("vigilot", "vigilot_check_w", &sScan, &sPoste, &sVente, &sNom, 28, &sTexte, 512)
	sId = SansEspace(sNom)
	sMessage = SansEspace(sTexte)
FAIRE
	nVerdict = VIGILOT_VERIFY
	sId = ""
	sMessage = "Boîte à vérifier : " + ExceptionInfo(errMessage)
FIN
RENVOYER nVerdict

// Ce qu'est devenue la boîte : "dispensed", "refused" ou "returned". Vrai si c'est enregistré.
PROCEDURE VigilotDevenir(LOCAL sId est une chaîne UNICODE, LOCAL sQuoi est une chaîne UNICODE, LOCAL sMotif est une chaîne UNICODE, sMessage)
sTexte est une chaîne UNICODE fixe sur 512
sQui   est une chaîne UNICODE = "AB"
SI API("vigilot", "vigilot_outcome_w", &sId, &sQuoi, &sQui, &sMotif, &sTexte, 512) = 0 ALORS RENVOYER Vrai
sMessage = SansEspace(sTexte)
RENVOYER Faux

// À la caisse.
PROCEDURE BoiteScannee(sScan)
sId, sMessage, sMotif sont des chaînes UNICODE
SELON VigilotControle(sScan, NumeroDeVente(), sId, sMessage)
	CAS VIGILOT_ALLOW
		AjouterALaVente(sScan)
		VigilotDevenir(sId, "dispensed", "", sMessage)
	CAS VIGILOT_BLOCK
		Erreur(sMessage)
		SI sId <> "" ALORS VigilotDevenir(sId, "refused", "", sMessage)
	AUTRE CAS
		// Une personne regarde la boîte, puis délivre avec un motif, ou non.
		SI Saisie(sMessage + RC + "Motif de la délivrance :", sMotif) = Vrai _ET_ sMotif <> "" ALORS
			AjouterALaVente(sScan)
			SI sId <> "" ALORS VigilotDevenir(sId, "dispensed", sMotif, sMessage)
		SINON
			SI sId <> "" ALORS VigilotDevenir(sId, "refused", "", sMessage)
		FIN
FIN
