; Included by electron-builder's installer. What IT installed from the MSI serves every user of the machine and is updated by IT:
; a second copy beside it, for one user, would hold the same port. The service's key is there exactly as long as the MSI is.
!macro customInit
  Push $R9
  SetRegView 64
  ClearErrors
  ReadRegStr $R9 HKLM "SYSTEM\CurrentControlSet\Services\VigilotAgent" "ImagePath"
  ${IfNot} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "Vigilot est déjà installé sur ce poste par votre service informatique, pour tous ses utilisateurs. Rien n’a été modifié.$\r$\n$\r$\nVigilot is already installed on this computer by your IT department, for all its users. Nothing was changed." /SD IDOK
    ; ERROR_PRODUCT_VERSION: another version is already installed.
    SetErrorLevel 1638
    Quit
  ${EndIf}
  Pop $R9
!macroend
