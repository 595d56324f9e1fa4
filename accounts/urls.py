from django.urls import path

from accounts.views import area, contacts, panel_name, people, person, police_inbox, procedure, work_as

app_name = "accounts"

urlpatterns = [
    path("area/", area.area, name="area"),
    path("area/panel/", panel_name.panel_name, name="panel_name"),
    path("area/police-information/", police_inbox.police_inbox, name="police_inbox"),
    path("area/contacts/", contacts.contacts_edit, name="contacts_edit"),
    path("area/contacts/add/", contacts.contact_add, name="contact_add"),
    path("area/contacts/<reference:ref>/", contacts.contact_edit, name="contact_edit"),
    path("area/contacts/<reference:ref>/checked/", contacts.contact_checked, name="contact_checked"),
    path("area/contacts/<reference:ref>/remove/", contacts.contact_remove, name="contact_remove"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person_add"),
    path("people/<reference:ref>/", person.person, name="person"),
    path("people/<reference:ref>/end-role/", person.role_end, name="role_end"),
    path("people/<reference:ref>/account/", person.person_active, name="person_active"),
    path("people/<reference:ref>/password-link/", person.person_link, name="person_link"),
    path("procedure/", procedure.procedure, name="procedure"),
    path("procedure/add/", procedure.procedure_add, name="procedure_add"),
    path("working-as/", work_as.work_as, name="work_as"),
]
